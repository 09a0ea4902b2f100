// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/modereport.h"

#include "cli/table.h"
#include "cli/times.h"
#include "rpc/modeljson.h"

#include <QJsonArray>
#include <algorithm>
#include <ostream>

namespace tandem::cli {

namespace {

using model::VrrpState;

void append(std::string &list, const std::string &word)
{
    list += (list.empty() ? "" : ", ") + word;
}

/// "MASTER" where all instances are, else "VI_1 MASTER, VI_2 BACKUP".
std::string statesOf(const model::NodeStatus &node)
{
    const bool same = std::ranges::all_of(node.instances, [&](const model::InstanceStatus &instance) {
        return instance.state == node.instances.front().state;
    });
    std::string text;
    for (const model::InstanceStatus &instance : node.instances) {
        if (same)
            return std::string(nameOf(instance.state));
        append(text, instance.name + " " + std::string(nameOf(instance.state)));
    }
    return text;
}

std::string locksOf(const model::NodeStatus &node)
{
    std::string text;
    for (const model::MonitorStatus &monitor : node.maxscale.monitors)
        if (monitor.lockHolder)
            append(text, (node.maxscale.monitors.size() > 1 ? monitor.name + " " : std::string()) +
                             (*monitor.lockHolder ? "holds" : "waits"));
    return text;
}

std::string monitorsOf(const model::NodeStatus &node)
{
    std::string text;
    for (const model::MonitorStatus &monitor : node.maxscale.monitors)
        append(text, monitor.name + " " +
                         (monitor.state == "Stopped"      ? "stopped"
                          : monitor.stale                 ? "stands still"
                          : monitor.autoFailover == false ? "auto_failover off"
                          : monitor.doing.empty()         ? monitor.state
                                                          : monitor.doing));
    return text;
}

std::string holdOf(const model::NodeStatus &node, std::int64_t nowNs)
{
    if (!node.hold)
        return {};
    return "by " + node.hold->by + ", " + durationText(node.hold->untilNs - nowNs) + " left";
}

void writeTable(const std::vector<ModeReport> &reports, std::int64_t nowNs, std::ostream &out)
{
    Table table({"NODE", "STATE", "MAXSCALE", "LOCKS", "MONITOR", "HOLD"});
    for (const ModeReport &report : reports) {
        const auto &passive = report.status.maxscale.passive;
        table.add({report.node, statesOf(report.status),
                   !passive   ? ""
                   : *passive ? "passive"
                              : "active",
                   locksOf(report.status), monitorsOf(report.status), holdOf(report.status, nowNs)});
    }
    table.write(out);
}

void writePreconditions(const ModeReport &report, std::ostream &out)
{
    out << '\n'
        << printable(report.node) << (wouldFailOver(report) ? " would" : " would not") << " fail over the database:\n";
    const QJsonArray list = report.readiness.value(QLatin1String("preconditions")).toArray();
    for (const QJsonValue &value : list) {
        const QJsonValue ok = value[QLatin1String("ok")];
        out << (ok.isBool() ? (ok.toBool() ? "  yes  " : "  no   ") : "  ?    ")
            << printable(value[QLatin1String("text")].toString().toStdString()) << '\n';
    }
}

/// Locks stay where they are when the VIP moves: worth knowing, and no fault.
void writeOwners(const std::vector<ModeReport> &reports, std::ostream &out)
{
    std::string vips;
    std::string locks;
    for (const ModeReport &report : reports) {
        const auto &instances = report.status.instances;
        const auto &monitors = report.status.maxscale.monitors;
        if (std::ranges::find(instances, VrrpState::Master, &model::InstanceStatus::state) != instances.end())
            append(vips, report.node);
        if (std::ranges::find(monitors, std::optional(true), &model::MonitorStatus::lockHolder) != monitors.end())
            append(locks, report.node);
    }
    if (!locks.empty() && !vips.empty() && locks != vips)
        out << "MASTER is " << printable(vips) << ", the locks are held by " << printable(locks)
            << ": that is no fault, for locks stay where they are.\n";
}

} // namespace

bool wouldFailOver(const ModeReport &report)
{
    return report.readiness.value(QLatin1String("would_fail_over")).toBool();
}

void writeModes(const std::vector<ModeReport> &reports, std::int64_t nowNs, std::ostream &out)
{
    writeTable(reports, nowNs, out);
    std::string able;
    std::size_t count = 0;
    for (const ModeReport &report : reports) {
        writePreconditions(report, out);
        if (wouldFailOver(report)) {
            append(able, report.node);
            ++count;
        }
    }
    out << '\n';
    writeOwners(reports, out);
    if (reports.size() < 2)
        return;
    if (count == 0)
        out << "Nobody would fail over the database now.\n";
    else
        out << printable(able) << " would fail over the database now"
            << (count > 1 ? ": one should, and no other.\n" : ".\n");
}

QJsonObject modeJson(const ModeReport &report)
{
    const QJsonObject status = rpc::toJson(report.status);
    const QJsonObject maxscale = status.value(QLatin1String("maxscale")).toObject();
    QJsonObject states;
    for (const model::InstanceStatus &instance : report.status.instances) {
        const auto name = nameOf(instance.state);
        states[QString::fromStdString(instance.name)] =
            QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    }
    return {{"name", QString::fromStdString(report.node)},
            {"mode", report.readiness.value(QLatin1String("mode"))},
            {"states", states},
            {"passive", maxscale.value(QLatin1String("passive"))},
            {"monitors", maxscale.value(QLatin1String("monitors"))},
            {"hold", status.value(QLatin1String("hold"))},
            {"would_fail_over", wouldFailOver(report)},
            {"preconditions", report.readiness.value(QLatin1String("preconditions"))}};
}

} // namespace tandem::cli
