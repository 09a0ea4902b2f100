// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/monitorlist.h"

#include "maxscale/resource.h"

#include <QJsonArray>
#include <QStringList>

namespace tandem::maxscale {

namespace {

/// Booleans are JSON's, or words where a parameter has grown further values: auto_failover may be "safe".
std::optional<bool> switchOf(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool();
    const QString word = value.toString().toLower();
    if (word.isEmpty())
        return std::nullopt;
    return word != QLatin1String("false") && word != QLatin1String("off") && word != QLatin1String("no") &&
           word != QLatin1String("0");
}

/// "1000ms", "10s", or a number of milliseconds.
std::optional<Duration> periodOf(const QJsonValue &value)
{
    if (const auto number = integerOf(value))
        return std::chrono::milliseconds(*number);
    QString text = value.toString();
    std::int64_t factor = 1;
    if (text.endsWith(QLatin1String("ms"))) {
        text.chop(2);
    } else if (text.endsWith(QLatin1Char('s'))) {
        text.chop(1);
        factor = 1000;
    }
    constexpr qlonglong most = 1'000'000'000; // ms: no product overflows
    bool isNumber = false;
    const qlonglong number = text.toLongLong(&isNumber);
    if (!isNumber || number < 0 || number > most)
        return std::nullopt;
    return std::chrono::milliseconds(number * factor);
}

/// A list, or its names between commas.
std::vector<std::string> namesOf(const QJsonValue &value)
{
    std::vector<std::string> names;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &name : array)
        names.push_back(name.toString().toStdString());
    const QStringList listed = value.toString().split(QLatin1Char(','), Qt::SkipEmptyParts);
    for (const QString &name : listed)
        names.push_back(name.trimmed().toStdString());
    return names;
}

void readParameters(const QJsonObject &parameters, Monitor &monitor)
{
    const auto value = [&](const char *name) { return parameters.value(QLatin1String(name)); };
    monitor.locks = value("cooperative_monitoring_locks").toString().toStdString();
    monitor.autoFailover = switchOf(value("auto_failover"));
    monitor.failcount = integerOf(value("failcount"));
    monitor.interval = periodOf(value("monitor_interval"));
    monitor.neverPromoted = namesOf(value("servers_no_promotion"));
    monitor.verifiesFailure = switchOf(value("verify_master_failure"));
    monitor.failureTimeout = periodOf(value("master_failure_timeout"));
}

std::vector<MonitoredServer> detailsOf(const QJsonValue &value)
{
    std::vector<MonitoredServer> list;
    const QJsonArray servers = value.toArray();
    for (const QJsonValue &each : servers) {
        MonitoredServer server;
        server.name = each[QLatin1String("name")].toString().toStdString();
        if (const QJsonValue held = each[QLatin1String("lock_held")]; held.isBool())
            server.lockHeld = held.toBool();
        const QJsonArray connections = each[QLatin1String("slave_connections")].toArray();
        for (const QJsonValue &connection : connections)
            server.replicates.push_back({connection[QLatin1String("master_server_name")].toString().toStdString(),
                                         switchOf(connection[QLatin1String("using_gtid")]),
                                         switchOf(connection[QLatin1String("slave_sql_running")])});
        list.push_back(std::move(server));
    }
    return list;
}

} // namespace

Result<std::vector<Monitor>> readMonitors(const QJsonObject &document)
{
    const auto resources = resourcesOf(document, "/v1/monitors");
    if (!resources)
        return Failure(resources.error());
    std::vector<Monitor> monitors;
    for (const Resource &resource : *resources) {
        Monitor monitor;
        monitor.name = resource.id;
        const QJsonValue state = resource.attributes.value(QLatin1String("state"));
        if (!state.isString())
            return fail(ErrorCode::BadMessage, "/v1/monitors", "monitor \"" + monitor.name + "\" has no state");
        monitor.state = state.toString().toStdString();
        monitor.ticks = integerOf(resource.attributes.value(QLatin1String("ticks")));
        const QJsonObject diagnostics = resource.attributes.value(QLatin1String("monitor_diagnostics")).toObject();
        monitor.doing = diagnostics.value(QLatin1String("state")).toString().toStdString();
        monitor.master = diagnostics.value(QLatin1String("master")).toString().toStdString();
        if (const QJsonValue primary = diagnostics.value(QLatin1String("primary")); primary.isBool())
            monitor.primary = primary.toBool();
        monitor.details = detailsOf(diagnostics.value(QLatin1String("server_info")));
        monitor.sourceFile = resource.attributes.value(QLatin1String("source"))
                                 .toObject()
                                 .value(QLatin1String("file"))
                                 .toString()
                                 .toStdString();
        monitor.module = resource.attributes.value(QLatin1String("module")).toString().toStdString();
        readParameters(resource.attributes.value(QLatin1String("parameters")).toObject(), monitor);
        monitor.servers = resource.related(QLatin1String("servers"));
        monitors.push_back(std::move(monitor));
    }
    return monitors;
}

model::MonitorStatus statusOf(const Monitor &monitor, bool stale)
{
    model::MonitorStatus status;
    status.name = monitor.name;
    status.state = monitor.state;
    status.doing = monitor.doing;
    status.master = monitor.master;
    status.stale = stale || monitor.state == "Stopped";
    status.locks = monitor.locks;
    status.lockHolder = monitor.primary;
    status.autoFailover = monitor.autoFailover;
    return status;
}

std::string summaryOf(const std::vector<Monitor> &monitors)
{
    if (monitors.empty())
        return "No monitor";
    std::string summary = "Stopped";
    for (const Monitor &monitor : monitors) {
        if (monitor.state == "Stopped")
            continue;
        // A running monitor that is not mariadbmon (galeramon, …) has no operations and says nothing of them.
        const std::string doing = monitor.doing.empty() ? "Idle" : monitor.doing;
        if (!isIdle(doing))
            return doing;
        if (summary == "Stopped" || summary == "Idle")
            summary = doing;
    }
    return summary;
}

bool isIdle(const std::string &monitorState)
{
    return monitorState == "Idle" || monitorState == "Monitoring servers" || monitorState == "Stopped" ||
           monitorState == "No monitor";
}

} // namespace tandem::maxscale
