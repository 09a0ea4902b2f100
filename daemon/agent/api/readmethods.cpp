// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"
#include "daemon/agent/api/methodtable.h"
#include "daemon/agent/api/nodeview.h"
#include "rpc/methods.h"
#include "rpc/modeljson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>

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

Result<QJsonObject> samples(const NodeView &view, const Call &call)
{
    const auto since = sinceOf(call, "since_ns");
    if (!since)
        return Failure(since.error());
    const auto limit = limitOf(call, 1);
    if (!limit)
        return Failure(limit.error());
    const auto found = view.samples(*since, *limit + 1); // one more tells whether there are more
    if (!found)
        return Failure(found.error());
    auto wanted = *found;
    wanted.resize(std::min(wanted.size(), static_cast<std::size_t>(*limit)));
    const QJsonArray array = page(wanted);
    return QJsonObject{{"samples", array}, {"more", static_cast<std::size_t>(array.size()) < found->size()}};
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
    table.addSlow("failover_readiness", [&view](const Call &call, ActionReply reply) {
        view.failoverReadiness(call.params.value("node").toString().toStdString(), std::move(reply));
    });
}

} // namespace tandem::agent
