// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/monitorlist.h"

#include "maxscale/resource.h"

namespace tandem::maxscale {

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
        monitors.push_back(std::move(monitor));
    }
    return monitors;
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
