// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/facts/factsdesk.h"

#include "rpc/factsjson.h"
#include "rpc/methods.h"

#include <QJsonArray>
#include <QStringList>
#include <algorithm>
#include <utility>

namespace tandem::agent {

namespace {

using maxscale::RestFault;
using maxscale::RestResult;

/// A write without content changes nothing. Who may not write at all gets 401 for it, whoever he is to MaxScale (a
/// user of its own, PAM, LDAP); who may gets 400 or 204.
void takeWriterAnswer(model::HostFacts &facts, const RestResult &result)
{
    if (result || result.error().fault == RestFault::Rejected) {
        facts.mayWriteMode = true;
        return;
    }
    const auto fault = result.error().fault;
    if (fault == RestFault::Unauthorized || fault == RestFault::Forbidden)
        facts.mayWriteMode = false;
    facts.writerTrouble = result.error().error.text;
}

} // namespace

FactsDesk::FactsDesk(Surroundings surroundings, QObject *parent)
    : QObject(parent), m_surroundings(std::move(surroundings))
{
    m_probedLate.setSingleShot(true);
    connect(&m_probedLate, &QTimer::timeout, this,
            [this] { takeProbed({m_lastProbe, 0, "the engine does not answer", {}}); });
}

FactsDesk::~FactsDesk() = default;

model::HostFacts FactsDesk::readFacts() const
{
    model::HostFacts facts;
    facts.node = m_surroundings.node;
    facts.helperVersion = TANDEM_VERSION;
    facts.engineVersion = m_surroundings.engineVersion();
    facts.clusterFile = m_surroundings.clusterFile;
    facts.nonlocalBind = m_host.nonlocalBind();
    facts.keepalived = m_host.processesNamed("keepalived");
    facts.interfaces = m_host.interfaces();
    facts.heard = m_surroundings.heard();
    return facts;
}

void FactsDesk::tell(ActionReply reply)
{
    auto facts = readFacts();
    if (m_surroundings.rest == nullptr)
        return reply(rpc::toJson(facts));
    m_surroundings.rest->patch(QStringLiteral("/v1/maxscale?sync=false"), {}, m_surroundings.writer, writerTimeout,
                               [facts = std::move(facts), reply = std::move(reply)](const RestResult &result) mutable {
                                   takeWriterAnswer(facts, result);
                                   reply(rpc::toJson(facts));
                               });
}

void FactsDesk::askAddresses(const QString &addresses, ActionReply reply)
{
    const QStringList words = addresses.split(QLatin1Char(','), Qt::SkipEmptyParts);
    if (words.isEmpty() || words.size() > rpc::mostAskedAddresses)
        return reply(fail(ErrorCode::Usage, {},
                          "addresses must name 1 to " + std::to_string(rpc::mostAskedAddresses) + " addresses"));
    if (m_probe)
        return reply(fail(ErrorCode::Refused, {}, "addresses are being asked for already", "ask again in ten seconds"));
    std::vector<std::string> list;
    std::ranges::transform(words, std::back_inserter(list), [](const QString &word) { return word.toStdString(); });
    m_probe = std::make_unique<AddressProbe>(m_host.interfaces());
    m_probe->ask(list, [this, reply = std::move(reply)](const AddressProbe::Answers &answers) {
        QJsonArray array;
        for (const auto &answer : answers)
            array.append(rpc::toJson(answer));
        m_probe.release()->deleteLater();
        reply(QJsonObject{{"addresses", array}});
    });
}

void FactsDesk::probePaths(std::int64_t routerId, ActionReply reply)
{
    if (routerId < 1 || routerId > 255)
        return reply(fail(ErrorCode::Usage, {}, "router_id must be 1 to 255"));
    if (m_probed)
        return reply(fail(ErrorCode::Refused, {}, "an advert is being sent already", "ask again in two seconds"));
    if (!m_surroundings.probePaths(++m_lastProbe, static_cast<std::uint8_t>(routerId)))
        return reply(fail(ErrorCode::Refused, {}, "tandemd does not run here", "start it: only it can send adverts"));
    m_probed = std::move(reply);
    m_probedLate.start(engineTimeout);
}

void FactsDesk::takeProbed(const channel::PathsProbed &answer)
{
    if (!m_probed || answer.id != m_lastProbe)
        return;
    m_probedLate.stop();
    const auto reply = std::exchange(m_probed, {});
    if (!answer.refusal.empty())
        return reply(fail(ErrorCode::Refused, {}, answer.refusal));
    reply(QJsonObject{{"sent", answer.sent}, {"trouble", QString::fromStdString(answer.trouble)}});
}

} // namespace tandem::agent
