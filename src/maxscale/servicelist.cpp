// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/servicelist.h"

#include "maxscale/resource.h"

#include <QJsonArray>

namespace tandem::maxscale {

namespace {

std::optional<Listener> readListener(const QJsonObject &object)
{
    const QJsonObject attributes = object.value(QLatin1String("attributes")).toObject();
    const QJsonObject parameters = attributes.value(QLatin1String("parameters")).toObject();
    const auto port = integerOf(parameters.value(QLatin1String("port")));
    if (!port || *port < 1 || *port > 65535)
        return std::nullopt; // a Unix socket has "port": 0 or null
    Listener listener;
    listener.name = object.value(QLatin1String("id")).toString().toStdString();
    listener.address = parameters.value(QLatin1String("address")).toString().toStdString();
    listener.port = static_cast<std::uint16_t>(*port);
    listener.state = attributes.value(QLatin1String("state")).toString().toStdString();
    return listener;
}

ServiceStatistics readStatistics(const Resource &resource)
{
    const QJsonObject numbers = resource.attributes.value(QLatin1String("statistics")).toObject();
    const QJsonObject router = resource.attributes.value(QLatin1String("router_diagnostics")).toObject();
    ServiceStatistics statistics;
    statistics.name = resource.id;
    statistics.totalConnections = integerOf(numbers.value(QLatin1String("total_connections")));
    statistics.peakConnections = integerOf(numbers.value(QLatin1String("max_connections")));
    statistics.failedLogins = integerOf(numbers.value(QLatin1String("failed_auths")));
    statistics.queries = integerOf(router.value(QLatin1String("queries")));
    if (!statistics.queries)
        statistics.queries = integerOf(numbers.value(QLatin1String("routed_packets")));
    statistics.masterQueries = integerOf(router.value(QLatin1String("route_master")));
    statistics.replicaQueries = integerOf(router.value(QLatin1String("route_slave")));
    return statistics;
}

} // namespace

Result<ServiceList> readServices(const QJsonObject &document)
{
    const auto resources = resourcesOf(document, "/v1/services");
    if (!resources)
        return Failure(resources.error());
    ServiceList list;
    for (const Resource &resource : *resources) {
        const auto connections = integerOf(
            resource.attributes.value(QLatin1String("statistics")).toObject().value(QLatin1String("connections")));
        if (!connections)
            return fail(ErrorCode::BadMessage, "/v1/services",
                        "service \"" + resource.id + "\" does not say its connections");
        list.sessions += *connections;
        list.statistics.push_back(readStatistics(resource));
        const auto most = integerOf(
            resource.attributes.value(QLatin1String("parameters")).toObject().value(QLatin1String("max_connections")));
        for (const QJsonValue &value : resource.attributes.value(QLatin1String("listeners")).toArray()) {
            auto listener = readListener(value.toObject());
            if (!listener)
                continue;
            listener->maxConnections = most.value_or(0);
            list.listeners.push_back(std::move(*listener));
        }
    }
    return list;
}

} // namespace tandem::maxscale
