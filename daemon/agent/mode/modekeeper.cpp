// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/modekeeper.h"

#include <algorithm>
#include <utility>

namespace tandem::agent {

namespace {

using Action = Decision::Action;
using maxscale::RestResult;

const QString modePath = QStringLiteral("/v1/maxscale?pretty=false");
/// sync=false: where config_sync_cluster has just been turned on, a write would be copied to every MaxScale.
const QString writePath = QStringLiteral("/v1/maxscale?sync=false");

QString wordFor(bool passive)
{
    return passive ? QStringLiteral("passive") : QStringLiteral("active");
}

QJsonObject bodyFor(bool passive)
{
    return {{"data", QJsonObject{{"attributes", QJsonObject{{"parameters", QJsonObject{{"passive", passive}}}}}}}};
}

std::optional<maxscale::MaxScaleInfo> infoOf(const RestResult &result)
{
    if (!result)
        return std::nullopt;
    const auto info = maxscale::readMaxScaleInfo(result->body);
    return info ? std::optional(*info) : std::nullopt;
}

} // namespace

ModeKeeper::ModeKeeper(maxscale::RestClient &rest, maxscale::Credentials reader, maxscale::Credentials writer, Ask ask,
                       std::optional<std::int64_t> knownStartNs, QObject *parent)
    : QObject(parent), m_rest(rest), m_reader(std::move(reader)), m_writer(std::move(writer)), m_ask(std::move(ask)),
      m_knownStartNs(knownStartNs)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &ModeKeeper::consider);
}

void ModeKeeper::take(const std::optional<maxscale::MaxScaleInfo> &info)
{
    if (m_busy)
        return; // a look that crosses a write may be of before it; the write reads for itself
    if (info)
        adopt(*info);
    else
        m_passive.reset();
    consider();
}

void ModeKeeper::noteGone()
{
    m_passive.reset();
    if (m_startNs || m_knownStartNs)
        m_restarted = true;
    m_delay = firstRetry;
}

void ModeKeeper::adopt(const maxscale::MaxScaleInfo &info)
{
    m_startNs = info.startedAtNs;
    if (m_knownStartNs && info.startedAtNs && info.startedAtNs != m_knownStartNs)
        m_restarted = true;
    m_passive = info.passive;
    if (m_reported != m_passive) {
        const bool ours = m_attempted == m_passive; // a write that timed out and was done all the same
        report(info.passive, whyChanged(info, ours), ours);
    }
    m_configSync = info.configSync;
    m_syncVersion = info.sync ? std::optional(info.sync->version) : std::nullopt;
    settleStart();
}

QString ModeKeeper::whyChanged(const maxscale::MaxScaleInfo &info, bool ours) const
{
    if (ours)
        return m_attemptReason;
    if (!m_reported)
        return QStringLiteral("first reading");
    if (m_restarted)
        return QStringLiteral("MaxScale restarted with it");
    if (info.sync && m_syncVersion && info.sync->version != *m_syncVersion)
        return QStringLiteral("config_sync copied it from another MaxScale");
    return QStringLiteral("changed by somebody else");
}

/// A restart is dealt with once it cannot do harm: MaxScale reads passive, or the engine tells what it should be.
void ModeKeeper::settleStart()
{
    const bool harmless = m_passive == true || m_ask().engine == model::EngineState::Running;
    if (!m_startNs || (m_restarted && !harmless))
        return;
    m_restarted = false;
    if (m_knownStartNs == m_startNs)
        return;
    m_knownStartNs = m_startNs;
    emit startSeen(*m_startNs);
}

Situation ModeKeeper::situation() const
{
    Situation situation = m_ask();
    situation.passive = m_passive;
    situation.restarted = m_restarted;
    situation.configSync = m_configSync;
    return situation;
}

void ModeKeeper::consider()
{
    if (m_busy) {
        m_again = true;
        return;
    }
    settleStart();
    const Decision decision = reconcile(situation());
    const bool differs = decision != m_decision;
    m_decision = decision;
    if (decision.action == Action::Wait)
        m_retry.start(waitingLook);
    const bool writes = decision.action == Action::SetTrue || decision.action == Action::SetFalse;
    if (!writes && !m_writeFailure.empty() && decision.action == Action::None) {
        forgetFailure(); // it reads what it should, whoever did it
    }
    if (differs)
        emit changed();
    const bool backingOff = m_retry.isActive() && m_failedWrite == (decision.action == Action::SetTrue);
    if (writes && !backingOff)
        readBefore();
}

void ModeKeeper::readNow()
{
    m_retry.stop();
    if (m_busy)
        m_readAgain = true; // what is under way may have been read before the reason for this
    else
        readBefore();
}

void ModeKeeper::readBefore()
{
    m_busy = true;
    m_rest.get(modePath, m_reader, requestTimeout, [this](const RestResult &result) {
        const auto info = infoOf(result);
        if (!info) {
            m_passive.reset();
            done();
            return;
        }
        adopt(*info);
        m_decision = reconcile(situation());
        if (m_decision.action == Action::SetTrue || m_decision.action == Action::SetFalse)
            write(m_decision.action == Action::SetTrue);
        else
            done();
    });
}

void ModeKeeper::write(bool passive)
{
    m_attempted = passive;
    m_attemptReason = QString::fromStdString(m_decision.reason);
    m_rest.patch(writePath, bodyFor(passive), m_writer, requestTimeout, [this, passive](const RestResult &result) {
        readBack(passive, result ? std::nullopt : std::optional(result.error()));
    });
}

void ModeKeeper::readBack(bool passive, const std::optional<maxscale::RestError> &writeError)
{
    m_unauthorized = writeError && (writeError->fault == maxscale::RestFault::Unauthorized ||
                                    writeError->fault == maxscale::RestFault::Forbidden);
    m_rest.get(modePath, m_reader, requestTimeout, [this, passive, writeError](const RestResult &result) {
        const auto info = infoOf(result);
        if (!info) {
            m_passive.reset();
            failed(passive, "MaxScale does not answer after the write");
        } else if (info->passive != passive) {
            m_passive = info->passive;
            failed(passive, writeError ? describe(writeError->error) : "MaxScale took the write and did not do it");
        } else {
            m_passive = info->passive;
            m_startNs = info->startedAtNs;
            forgetFailure();
            report(passive, m_attemptReason, true);
        }
        done();
    });
}

void ModeKeeper::forgetFailure()
{
    m_writeFailure.clear();
    m_failedWrite.reset();
    m_unauthorized = false;
    m_delay = firstRetry;
}

void ModeKeeper::failed(bool passive, const std::string &why)
{
    m_failedWrite = passive;
    m_writeFailure = "setting passive=" + std::string(passive ? "true" : "false") + ": " + why;
    m_retry.start(m_delay);
    m_delay = std::min(m_delay * 2, slowestRetry);
}

void ModeKeeper::report(bool passive, const QString &reason, bool wrote)
{
    const QString from = m_reported ? wordFor(*m_reported) : QString();
    m_reported = passive;
    m_attempted.reset();
    emit modeChanged(from, wordFor(passive), reason, wrote);
}

void ModeKeeper::done()
{
    m_busy = false;
    emit changed();
    if (std::exchange(m_readAgain, false))
        readBefore();
    else if (std::exchange(m_again, false) || !m_retry.isActive())
        consider();
}

std::vector<Finding> ModeKeeper::findings() const
{
    std::vector<Finding> findings;
    if (m_decision.alarm) {
        const std::string &code = m_decision.code;
        findings.push_back({code.empty() ? "mode-peer" : code,
                            code == "mode-refused" ? model::AlarmSeverity::Critical : model::AlarmSeverity::Warning,
                            m_decision.reason});
    }
    if (!m_writeFailure.empty())
        findings.push_back({m_unauthorized ? "mode-unauthorized" : "mode-write-failed", model::AlarmSeverity::Critical,
                            m_writeFailure});
    return findings;
}

} // namespace tandem::agent
