// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/serverlist.h"

#include "maxscale/resource.h"

#include <QJsonArray>
#include <QString>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

namespace tandem::maxscale {

namespace {

constexpr qsizetype mostBuckets = 64; // MaxScale has 12

std::optional<std::int64_t> unlessNegative(std::optional<std::int64_t> value)
{
    return value && *value < 0 ? std::nullopt : value;
}

/// A number, or a string that is one: MaxScale writes its bounds as "0.000100".
std::optional<double> numberOf(const QJsonValue &value)
{
    bool good = value.isDouble();
    const double number = value.isString() ? value.toString().toDouble(&good) : value.toDouble();
    return good && std::isfinite(number) && number >= 0 ? std::optional(number) : std::nullopt;
}

std::vector<ResponseBucket> readBuckets(const QJsonObject &operation)
{
    std::vector<ResponseBucket> buckets;
    const QJsonArray distribution = operation.value(QLatin1String("distribution")).toArray();
    if (distribution.size() > mostBuckets)
        return {};
    for (const QJsonValue &value : distribution) {
        const QJsonObject object = value.toObject();
        const auto bound = numberOf(object.value(QLatin1String("time")));
        const auto count = unlessNegative(integerOf(object.value(QLatin1String("count"))));
        const auto total = numberOf(object.value(QLatin1String("total")));
        if (!bound || !count || !total || (!buckets.empty() && *bound <= buckets.back().upToSeconds))
            return {}; // half a distribution says nothing true
        buckets.push_back({*bound, *count, *total});
    }
    return buckets;
}

} // namespace

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

Result<std::vector<ServerStatistics>> readServerStatistics(const QJsonObject &document)
{
    const auto resources = resourcesOf(document, "/v1/servers");
    if (!resources)
        return Failure(resources.error());
    std::vector<ServerStatistics> servers;
    for (const Resource &resource : *resources) {
        const QJsonObject numbers = resource.attributes.value(QLatin1String("statistics")).toObject();
        ServerStatistics server;
        server.name = resource.id;
        server.connections = integerOf(numbers.value(QLatin1String("connections")));
        server.runningOperations = integerOf(numbers.value(QLatin1String("active_operations")));
        server.lagSeconds = unlessNegative(integerOf(resource.attributes.value(QLatin1String("replication_lag"))));
        server.selectTimeNs =
            durationOf(numbers.value(QLatin1String("adaptive_avg_select_time")).toString().toStdString());
        if (server.selectTimeNs == 0)
            server.selectTimeNs.reset();
        const QJsonObject times = numbers.value(QLatin1String("response_time_distribution")).toObject();
        server.reads = readBuckets(times.value(QLatin1String("read")).toObject());
        server.writes = readBuckets(times.value(QLatin1String("write")).toObject());
        servers.push_back(std::move(server));
    }
    return servers;
}

std::optional<std::int64_t> durationOf(std::string_view text)
{
    constexpr std::array<std::pair<std::string_view, double>, 8> units{
        {{"ns", 1}, {"us", 1e3}, {"\u00b5s", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"min", 60e9}, {"h", 3600e9}}};
    double number = 0;
    const auto [rest, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (trouble != std::errc() || !std::isfinite(number) || number < 0)
        return std::nullopt;
    const std::string_view unit(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
    for (const auto &[name, ns] : units)
        if (unit == name && number * ns < 9e18)
            return std::llround(number * ns);
    return std::nullopt;
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
