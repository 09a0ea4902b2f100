// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/statuscommand.h"

#include "base/clock.h"
#include "cli/statusnotes.h"
#include "cli/table.h"
#include "cli/times.h"
#include "fleet/statusjson.h"

#include <QJsonDocument>
#include <algorithm>
#include <ostream>
#include <utility>

namespace tandem::cli {

namespace {

std::string joined(const std::vector<std::string> &words)
{
    std::string text;
    for (const std::string &word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

std::string modeOf(const model::MaxScaleStatus &maxscale)
{
    if (!maxscale.passive)
        return {};
    return *maxscale.passive ? "passive" : "active";
}

/// "24.02.4 ok", "refused"
std::string maxscaleOf(const model::NodeStatus &node)
{
    if (!node.reachable)
        return {};
    const auto &maxscale = node.maxscale;
    return maxscale.version + (maxscale.version.empty() || maxscale.verdict.empty() ? "" : " ") + maxscale.verdict;
}

std::string serversOf(const model::MaxScaleStatus &maxscale)
{
    std::string text;
    for (const auto &server : maxscale.servers)
        text += (text.empty() ? "" : "; ") + server.name + " " + server.state;
    return text;
}

void writeNodes(const fleet::ClusterStatus &status, std::ostream &out)
{
    Table table({"NODE", "HELPER", "ENGINE", "MAXSCALE", "MODE", "SERVERS"});
    for (const auto &node : status.nodes) {
        if (node.reachable)
            table.add({node.name, "reachable", std::string(nameOf(node.engineState)), maxscaleOf(node),
                       modeOf(node.maxscale), serversOf(node.maxscale)});
        else
            table.add({node.name, "unreachable", "unknown", {}, {}, {}});
    }
    table.write(out);
}

void writeInstances(const fleet::ClusterStatus &status, std::ostream &out)
{
    std::vector<std::string> headings{"INSTANCE", "VIP", "OWNER"};
    for (const auto &node : status.nodes)
        headings.push_back(node.name);
    Table table(headings);
    for (const auto &instance : status.instances) {
        std::vector<std::string> cells{instance.name, joined(instance.vips),
                                       instance.vipOwner.empty() ? "none known" : joined(instance.vipOwner)};
        for (const auto &node : status.nodes) {
            const auto state = instance.states.find(node.name);
            std::string cell = state == instance.states.end() ? "" : std::string(nameOf(state->second));
            const auto priority = instance.effectivePriority.find(node.name);
            if (priority != instance.effectivePriority.end() && priority->second)
                cell += " " + std::to_string(*priority->second);
            cells.push_back(cell);
        }
        table.add(std::move(cells));
    }
    table.write(out);
}

/// Nothing where all is quiet.
void writeNotes(const fleet::ClusterStatus &status, std::int64_t nowNs, std::ostream &out)
{
    Table table({"NODE", "NOTE"});
    bool any = false;
    for (const auto &node : status.nodes)
        for (std::string &note : notesOf(node, nowNs)) {
            table.add({node.name, std::move(note)});
            any = true;
        }
    if (!any)
        return;
    out << '\n';
    table.write(out);
}

void writeAlarms(const fleet::ClusterStatus &status, std::int64_t nowNs, std::ostream &out)
{
    Table table({"ALARM", "NODE", "FOR", "WHAT"});
    for (const auto &alarm : status.alarms)
        table.add({std::string(nameOf(alarm.severity)), alarm.node,
                   alarm.sinceNs == 0 ? std::string() : durationText(nowNs - alarm.sinceNs), alarm.text});
    table.write(out);
}

} // namespace

void writeStatus(const fleet::ClusterStatus &status, std::int64_t nowNs, std::ostream &out)
{
    const auto count = status.alarms.size();
    out << "Cluster " << (status.cluster.empty() ? "(not named)" : printable(status.cluster)) << ": "
        << (count == 0   ? std::string("healthy")
            : count == 1 ? std::string("1 alarm")
                         : std::to_string(count) + " alarms")
        << "\n\n";
    writeNodes(status, out);
    out << '\n';
    writeInstances(status, out);
    writeNotes(status, nowNs, out);
    if (count > 0) {
        out << '\n';
        writeAlarms(status, nowNs, out);
    }
}

StatusCommand::StatusCommand(Target target, bool json, Output output, std::chrono::milliseconds patience,
                             QObject *parent)
    : Command(parent), m_agents(std::move(target), {0, 0, Duration::zero()}), m_json(json), m_output(output)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_agents, &Agents::settled, this, &StatusCommand::heard);
    connect(&m_agents, &Agents::changed, this, &StatusCommand::look);
    connect(&m_patience, &QTimer::timeout, this, &StatusCommand::finish);
}

void StatusCommand::start()
{
    m_agents.start();
}

void StatusCommand::heard()
{
    m_heard = true;
    m_patience.start();
    look();
}

void StatusCommand::look()
{
    if (m_heard && m_patience.isActive() && !mayPass())
        finish();
}

/// Something is wrong, but nothing that a change of roles does not show for a moment.
bool StatusCommand::mayPass() const
{
    const fleet::ClusterStatus before;
    const fleet::ClusterStatus status = m_agents.status(&before);
    return status.alarms.empty() && !status.pending.empty();
}

void StatusCommand::finish()
{
    m_patience.stop();
    for (const Error &trouble : m_agents.troubles())
        m_output.err << "tandemctl: " << describe(trouble) << '\n';
    if (!m_agents.isAnyConnected()) {
        emit finished(ExitCode::NotReached);
        return;
    }
    const fleet::ClusterStatus status = m_agents.status();
    if (m_json)
        m_output.out << QJsonDocument(toJson(status)).toJson(QJsonDocument::Indented).constData();
    else
        writeStatus(status, wallClockNs(), m_output.out);
    emit finished(status.healthy() ? ExitCode::Done : ExitCode::No);
}

} // namespace tandem::cli
