// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/modecommand.h"

#include "base/clock.h"
#include "cli/times.h"
#include "rpc/message.h"
#include "rpc/modeljson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <ostream>

namespace tandem::cli {

namespace {

using fleet::HostSession;
using fleet::Link;
using Kind = ModeTask::Kind;

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

std::optional<Error> mistakeIn(const ModeTask &task, const Target &target)
{
    const auto *remote = std::get_if<ClusterTarget>(&target);
    if (remote == nullptr || task.node.empty() || remote->cluster.nodeNamed(task.node) != nullptr)
        return std::nullopt;
    return Error{ErrorCode::Usage, {}, "the cluster has no node \"" + task.node + "\"", "compare the cluster file"};
}

const char *wordOf(Kind kind)
{
    return kind == Kind::Hold ? "hold" : kind == Kind::Release ? "release" : "show";
}

QJsonObject errorJson(const Error &error)
{
    return {{"code", text(rpc::nameOf(error.code))},
            {"place", text(error.place)},
            {"text", text(error.text)},
            {"fix", text(error.fix)}};
}

} // namespace

ModeCommand::ModeCommand(Target target, ModeTask task, bool json, Output output, QObject *parent)
    : Command(parent), m_task(std::move(task)), m_isHost(std::holds_alternative<HostTarget>(target)),
      m_mistake(mistakeIn(m_task, target)), m_agents(std::move(target), {0, 0, Duration::zero()}), m_json(json),
      m_output(output)
{
    connect(&m_agents, &Agents::changed, this, &ModeCommand::look);
    connect(&m_agents, &Agents::settled, this, &ModeCommand::look);
}

void ModeCommand::start()
{
    if (m_mistake) {
        m_output.err << "tandemctl: " << describe(*m_mistake) << '\n';
        emit finished(exitCodeOf(m_mistake->code));
        return;
    }
    for (const auto &session : m_agents.sessions()) {
        // Before it has answered, a session of a cluster file knows its node by the file.
        if (m_isHost || m_task.node.empty() || session->status().name == m_task.node) {
            Asked &asked = m_asked.emplace_back();
            asked.session = session.get();
            asked.node = m_isHost ? m_task.node : session->status().name;
        }
    }
    m_agents.start();
}

/// Asks when all whom it concerns have answered or failed.
void ModeCommand::look()
{
    if (m_begun || !std::ranges::all_of(m_asked, [](const Asked &asked) { return asked.session->isSettled(); }))
        return;
    m_begun = true;
    m_pending = m_asked.size() + 1; // this function itself
    for (std::size_t i = 0; i < m_asked.size(); ++i)
        ask(i);
    oneDone();
}

void ModeCommand::ask(std::size_t i)
{
    Asked &asked = m_asked[i];
    if (asked.node.empty())
        asked.node = asked.session->hello().node;
    asked.report.node = asked.node;
    asked.report.status = asked.session->status();
    const Link &link = asked.session->link();
    if (link.state != Link::State::Connected) {
        asked.error = link.error.value_or(Error{ErrorCode::NotReachable, asked.node, "its agent does not answer", {}});
        return oneDone();
    }
    if (m_task.kind == Kind::Show && asked.session->hello().node != asked.node)
        return askStatus(i);
    QJsonObject params{{"node", text(asked.node)}};
    if (m_task.kind != Kind::Show)
        params["action"] = wordOf(m_task.kind);
    if (m_task.kind == Kind::Hold)
        params["for_seconds"] = static_cast<qint64>(m_task.length.count());
    asked.session->call(m_task.kind == Kind::Show ? QStringLiteral("failover_readiness") : QStringLiteral("mode"),
                        params, [this, i](const Result<QJsonObject> &answer) {
                            Asked &one = m_asked[i];
                            if (!answer) {
                                one.error = answer.error();
                            } else {
                                one.report.readiness = *answer;
                                one.report.remembered = answer->value(QLatin1String("remembered")).toBool(true);
                                const QJsonValue until = answer->value(QLatin1String("until_ns"));
                                if (until.isDouble())
                                    one.report.untilNs = until.toInteger();
                            }
                            oneDone();
                        });
}

/// Of a node that this host's agent knows.
void ModeCommand::askStatus(std::size_t i)
{
    Asked &asked = m_asked[i];
    asked.session->call(QStringLiteral("status"), {{"node", text(asked.node)}},
                        [this, i](const Result<QJsonObject> &answer) {
                            Asked &one = m_asked[i];
                            const auto status = answer ? rpc::nodeStatusFromJson(*answer) : Failure(answer.error());
                            if (!status) {
                                one.error = status.error();
                                return oneDone();
                            }
                            one.report.status = *status;
                            one.session->call(QStringLiteral("failover_readiness"), {{"node", text(one.node)}},
                                              [this, i](const Result<QJsonObject> &readiness) {
                                                  if (readiness)
                                                      m_asked[i].report.readiness = *readiness;
                                                  else
                                                      m_asked[i].error = readiness.error();
                                                  oneDone();
                                              });
                        });
}

void ModeCommand::oneDone()
{
    if (--m_pending == 0)
        finish();
}

void ModeCommand::finish()
{
    for (const Asked &asked : m_asked) {
        if (asked.error) {
            Error shown = *asked.error;
            if (shown.code == ErrorCode::Refused)
                shown.place = asked.node;
            m_output.err << "tandemctl: " << describe(shown) << '\n';
        } else if (!asked.report.remembered) {
            m_output.err << "tandemctl: the agent of " << asked.node
                         << " could not write it down yet: it forgets it where it restarts now; see its log\n";
        }
    }
    if (m_json)
        writeJson();
    else
        writeText();
    emit finished(code());
}

ExitCode ModeCommand::code() const
{
    const bool isShow = m_task.kind == Kind::Show;
    const auto failed = std::ranges::count_if(m_asked, [](const Asked &asked) { return asked.error.has_value(); });
    if (isShow && failed < static_cast<std::ptrdiff_t>(m_asked.size()))
        return std::ranges::count_if(m_asked, [](const Asked &asked) { return wouldFailOver(asked.report); }) == 1
                   ? ExitCode::Done
                   : ExitCode::No;
    ExitCode worst = ExitCode::Done;
    for (const Asked &asked : m_asked)
        if (asked.error)
            worst = std::max(worst, exitCodeOf(asked.error->code));
    return worst;
}

void ModeCommand::writeText() const
{
    std::vector<ModeReport> reports;
    for (const Asked &asked : m_asked)
        if (!asked.error)
            reports.push_back(asked.report);
    if (m_task.kind == Kind::Show) {
        if (!reports.empty())
            writeModes(reports, wallClockNs(), m_output.out);
        return;
    }
    for (const ModeReport &report : reports) {
        m_output.out << report.node;
        if (report.untilNs)
            m_output.out << ": Tandem keeps its hands off MaxScale's mode until " << timeText(*report.untilNs)
                         << ", or until tandemctl mode release\n";
        else
            m_output.out << ": Tandem keeps MaxScale's mode\n";
    }
}

void ModeCommand::writeJson() const
{
    QJsonArray nodes;
    QJsonArray able;
    bool ok = true;
    for (const Asked &asked : m_asked) {
        QJsonObject node{{"name", text(asked.node)}};
        if (!asked.error && m_task.kind == Kind::Show) {
            node = modeJson(asked.report);
            if (wouldFailOver(asked.report))
                able.append(text(asked.node));
        } else if (!asked.error) {
            node["until_ns"] =
                asked.report.untilNs ? QJsonValue(static_cast<qint64>(*asked.report.untilNs)) : QJsonValue();
            node["remembered"] = asked.report.remembered;
        } else {
            node["error"] = errorJson(*asked.error);
        }
        ok = ok && !asked.error;
        nodes.append(node);
    }
    QJsonObject object{{"ok", ok}, {"action", wordOf(m_task.kind)}, {"nodes", nodes}};
    if (m_task.kind == Kind::Show)
        object["would_fail_over"] = able;
    m_output.out << QJsonDocument(object).toJson(QJsonDocument::Indented).constData();
}

} // namespace tandem::cli
