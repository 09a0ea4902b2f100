// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/serverlist.h"

#include "maxscale/resource.h"

#include <string>

namespace tandem::maxscale {

Result<std::vector<model::ServerStatus>> readServers(const QJsonObject &document)
{
    const auto resources = resourcesOf(document, "/v1/servers");
    if (!resources)
        return Failure(resources.error());
    std::vector<model::ServerStatus> servers;
    for (const Resource &resource : *resources) {
        model::ServerStatus server;
        server.name = resource.id;
        const QJsonValue state = resource.attributes.value(QLatin1String("state"));
        if (!state.isString())
            return fail(ErrorCode::BadMessage, "/v1/servers", "server \"" + server.name + "\" has no state");
        server.state = state.toString().toStdString();
        // -1: unknown, also for one tick after a rejoin.
        if (const auto lag = integerOf(resource.attributes.value(QLatin1String("replication_lag"))); lag && *lag >= 0)
            server.lagSeconds = lag;
        const QJsonObject statistics = resource.attributes.value(QLatin1String("statistics")).toObject();
        server.connections = integerOf(statistics.value(QLatin1String("connections")));
        servers.push_back(std::move(server));
    }
    return servers;
}

bool isUsable(std::string_view state)
{
    bool running = false;
    while (!state.empty()) {
        const auto comma = state.find(',');
        std::string_view word = state.substr(0, comma);
        state = comma == std::string_view::npos ? std::string_view() : state.substr(comma + 1);
        while (!word.empty() && word.front() == ' ')
            word.remove_prefix(1);
        if (word == "Down" || word == "Maintenance" || word == "Drained" || word == "Draining")
            return false;
        running = running || word == "Running";
    }
    return running;
}

} // namespace tandem::maxscale
