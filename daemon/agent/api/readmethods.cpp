// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"
#include "daemon/agent/api/methodtable.h"
#include "daemon/agent/api/metricfilter.h"
#include "daemon/agent/api/nodeview.h"
#include "rpc/methods.h"
#include "rpc/modeljson.h"
#include "rpc/samplejson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

namespace tandem::agent {

namespace {

// A page must fit into a line of 1 MiB together with what is around it.
constexpr qsizetype largestPage = 768 * 1024;

Result<int> limitOf(const Call &call, int least)
{
    const qint64 limit = call.params.value("limit").toInteger(rpc::longestPage);
    if (limit < least || limit > rpc::longestPage)
        return fail(ErrorCode::Usage, {},
                    "limit must be " + std::to_string(least) + " to " + std::to_string(rpc::longestPage));
    return static_cast<int>(limit);
}

Result<qint64> sinceOf(const Call &call, const char *name)
{
    const qint64 since = call.params.value(QLatin1String(name)).toInteger(0);
    if (since < 0)
        return fail(ErrorCode::Usage, {}, std::string(name) + " must not be negative");
    return since;
}

/// As many of the first ones as fit, but at least one.
template <class T>
QJsonArray page(const std::vector<T> &items)
{
    QJsonArray array;
    qsizetype size = 0;
    for (const T &item : items) {
        const QJsonObject object = rpc::toJson(item);
        size += QJsonDocument(object).toJson(QJsonDocument::Compact).size() + 1;
        if (size > largestPage && !array.isEmpty())
            break;
        array.append(object);
    }
    return array;
}

Result<QJsonObject> events(const NodeView &view, const Call &call)
{
    const auto since = sinceOf(call, "since");
    if (!since)
        return Failure(since.error());
    const auto limit = limitOf(call, 0);
    if (!limit)
        return Failure(limit.error());
    const qint64 lastSeq = static_cast<qint64>(view.lastEventSeq());
    if (*limit == 0)
        return QJsonObject{{"events", QJsonArray()}, {"last_seq", lastSeq}};
    const auto found = view.events(static_cast<std::uint64_t>(*since), *limit);
    if (!found)
        return Failure(found.error());
    return QJsonObject{{"events", page(*found)}, {"last_seq", lastSeq}};
}

struct SamplesWanted
{
    std::int64_t sinceNs = 0;
    std::int64_t untilNs = 0;
    int limit = 0;
    std::optional<model::Resolution> resolution; ///< nothing: auto
    MetricFilter metrics;
};

Result<SamplesWanted> samplesWanted(const Call &call)
{
    SamplesWanted wanted;
    const auto since = sinceOf(call, "since_ns");
    const auto limit = limitOf(call, 1);
    const std::string name = call.params.value("resolution").toString().toStdString();
    wanted.resolution = model::resolutionOf(name.empty() ? "raw" : name);
    const auto metrics = MetricFilter::parse(call.params.value("metrics").toString().toStdString());
    if (!since || !limit)
        return Failure(!since ? since.error() : limit.error());
    if (!metrics)
        return Failure(metrics.error());
    if (!wanted.resolution && name != "auto")
        return fail(ErrorCode::Usage, {}, "resolution must be raw, minute, hour or auto");
    wanted.sinceNs = *since;
    wanted.untilNs = call.params.value("until_ns").toInteger(std::numeric_limits<qint64>::max());
    wanted.limit = *limit;
    wanted.metrics = *metrics;
    return wanted;
}

/// The finest that does not give more points than a chart has columns for.
model::Resolution fitting(const SamplesWanted &wanted)
{
    constexpr std::int64_t hour = 3'600'000'000'000;
    const std::int64_t span = std::min<std::int64_t>(wanted.untilNs, wallClockNs()) - wanted.sinceNs;
    return span <= hour        ? model::Resolution::Raw
           : span <= 72 * hour ? model::Resolution::Minute
                               : model::Resolution::Hour;
}

Result<std::vector<model::HealthSample>> rawSamples(const NodeView &view, const SamplesWanted &wanted, int limit)
{
    auto found = view.samples(wanted.sinceNs, limit);
    if (found)
        std::erase_if(*found, [&wanted](const auto &sample) { return sample.timeNs > wanted.untilNs; });
    return found;
}

/// `found` is one more than is wanted, where there is one more.
template <class T>
QJsonObject samplesAnswer(std::vector<T> found, const SamplesWanted &wanted, model::Resolution resolution)
{
    const std::size_t all = found.size();
    found.resize(std::min(all, static_cast<std::size_t>(wanted.limit)));
    for (T &sample : found)
        wanted.metrics.apply(sample);
    const QJsonArray array = page(found);
    const std::string_view name = nameOf(resolution);
    return {{"samples", array},
            {"more", static_cast<std::size_t>(array.size()) < all},
            {"resolution", QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()))}};
}

Result<QJsonObject> samples(const NodeView &view, const Call &call)
{
    const auto wanted = samplesWanted(call);
    if (!wanted)
        return Failure(wanted.error());
    model::Resolution resolution = wanted->resolution.value_or(fitting(*wanted));
    const bool mayBeCoarser = !wanted->resolution;
    if (resolution == model::Resolution::Raw) {
        const auto found = rawSamples(view, *wanted, wanted->limit + 1);
        if (!found)
            return Failure(found.error());
        if (!found->empty() || !mayBeCoarser)
            return samplesAnswer(*found, *wanted, resolution);
        resolution = model::Resolution::Minute;
    }
    auto found = view.rollups(resolution, wanted->sinceNs, wanted->untilNs, wanted->limit + 1);
    if (found && found->empty() && mayBeCoarser && resolution == model::Resolution::Minute) {
        resolution = model::Resolution::Hour;
        found = view.rollups(resolution, wanted->sinceNs, wanted->untilNs, wanted->limit + 1);
    }
    return found ? Result<QJsonObject>(samplesAnswer(*found, *wanted, resolution)) : Failure(found.error());
}

Result<QJsonObject> clock(const Call &call)
{
    return QJsonObject{{"t0_ns", call.params.value("t0_ns")},
                       {"t1_ns", static_cast<qint64>(call.receivedNs)},
                       {"t2_ns", static_cast<qint64>(wallClockNs())}};
}

} // namespace

void addReadMethods(MethodTable &table, const NodeView &view)
{
    table.add("status", [&view](const Call &call) -> Result<QJsonObject> {
        const std::string node = call.params.value("node").toString().toStdString();
        if (node.empty() || node == view.status().name)
            return rpc::toJson(view.status());
        const auto other = view.statusOf(node);
        return other ? Result<QJsonObject>(rpc::toJson(*other)) : Failure(other.error());
    });
    table.add("events", [&view](const Call &call) { return events(view, call); });
    table.add("samples", [&view](const Call &call) { return samples(view, call); });
    table.add("clock", clock);
}

} // namespace tandem::agent
