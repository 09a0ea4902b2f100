// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/statusjson.h"

#include "rpc/modeljson.h"

#include <QJsonArray>

namespace tandem::fleet {

namespace {

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

QJsonArray strings(const std::vector<std::string> &list)
{
    QJsonArray array;
    for (const auto &item : list)
        array.append(text(item));
    return array;
}

QJsonObject nodeJson(const model::NodeStatus &node)
{
    if (node.reachable)
        return rpc::toJson(node);
    model::NodeStatus unknown;
    unknown.name = node.name;
    return rpc::toJson(unknown);
}

QJsonObject instanceJson(const InstanceView &instance)
{
    QJsonObject states;
    for (const auto &[node, state] : instance.states)
        states[text(node)] = text(nameOf(state));
    QJsonObject priorities;
    for (const auto &[node, priority] : instance.effectivePriority)
        priorities[text(node)] = priority ? QJsonValue(*priority) : QJsonValue(QJsonValue::Null);
    return {{"name", text(instance.name)},
            {"vips", strings(instance.vips)},
            {"states", states},
            {"vip_owner", strings(instance.vipOwner)},
            {"effective_priority", priorities}};
}

} // namespace

QJsonObject toJson(const ClusterStatus &status)
{
    QJsonArray nodes;
    for (const auto &node : status.nodes)
        nodes.append(nodeJson(node));
    QJsonArray instances;
    for (const auto &instance : status.instances)
        instances.append(instanceJson(instance));
    QJsonArray alarms;
    for (const auto &alarm : status.alarms)
        alarms.append(rpc::toJson(alarm));
    return {{"cluster", text(status.cluster)}, {"nodes", nodes}, {"instances", instances}, {"alarms", alarms}};
}

} // namespace tandem::fleet
