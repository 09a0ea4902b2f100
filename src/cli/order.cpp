// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/order.h"

#include <QJsonArray>
#include <algorithm>

namespace tandem::cli {

namespace {

using Kind = Order::Kind;
using model::NodeStatus;
using model::VrrpState;

QString text(const std::string &view)
{
    return QString::fromStdString(view);
}

std::vector<std::string> namesOf(const QJsonValue &value)
{
    std::vector<std::string> names;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &name : array)
        names.push_back(name.toString().toStdString());
    return names;
}

/// "VI_1, VI_2, VI_3 and 497 others"
std::string inShort(const std::vector<std::string> &names)
{
    constexpr std::size_t most = 3;
    std::string line;
    for (std::size_t i = 0; i < std::min(names.size(), most); ++i)
        line += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > most)
        line += " and " + std::to_string(names.size() - most) + " others";
    return line;
}

bool isNamed(const OrderResult &result, const std::string &instance)
{
    return std::ranges::find(result.instances, instance) != result.instances.end();
}

/// The target is MASTER of all, and nobody else of any.
OrderProgress ofSwitchover(const Order &order, const OrderResult &result, const NodeStatus &target,
                           const std::vector<NodeStatus> &nodes)
{
    const auto mastered = mastersOn(target);
    std::vector<std::string> missing;
    for (const std::string &name : result.instances)
        if (std::ranges::find(mastered, name) == mastered.end())
            missing.push_back(name);
    if (!missing.empty())
        return {false, false, order.node + " is not MASTER of " + inShort(missing)};
    for (const NodeStatus &node : nodes) {
        auto others = node.name == order.node ? std::vector<std::string>() : mastersOn(node);
        std::erase_if(others, [&](const std::string &name) { return !isNamed(result, name); });
        if (!others.empty())
            return {false, false, order.node + " is MASTER of " + inShort(others) + ", but " + node.name + " is, too"};
    }
    return {true, true,
            order.node + " is MASTER of " + inShort(result.instances) + ", and stays so until tandemctl switchover " +
                order.node + " --cancel"};
}

OrderProgress ofCancel(const Order &order, const OrderResult &result, const NodeStatus &target)
{
    const bool inForce = std::ranges::any_of(target.instances, [&](const model::InstanceStatus &instance) {
        return instance.overridePriority && isNamed(result, instance.name);
    });
    if (inForce)
        return {false, false, "the switchover to " + order.node + " is still in force"};
    return {true, true,
            "the switchover to " + order.node + " has ended: the priorities of the cluster file are in force"};
}

/// What the node was MASTER of and nobody in reach is now. Nothing where others took it first: the agent saw that.
std::vector<std::string> ownerless(const OrderResult &result, const std::vector<NodeStatus> &nodes)
{
    auto names = result.movedTo.empty() ? result.heldBefore : std::vector<std::string>();
    for (const NodeStatus &node : nodes) {
        const auto taken = mastersOn(node);
        std::erase_if(names, [&](const std::string &name) { return std::ranges::find(taken, name) != taken.end(); });
    }
    return names;
}

OrderProgress ofMaintenance(const Order &order, const OrderResult &result, const NodeStatus &target,
                            const std::vector<NodeStatus> &nodes)
{
    const bool on = order.kind == Kind::MaintenanceOn;
    if (target.maintenance != on)
        return {false, false, order.node + (on ? " is not in maintenance" : " is still in maintenance")};
    if (!on)
        return {true, true, order.node + " is out of maintenance, and takes part again"};
    const auto mastered = mastersOn(target);
    if (!mastered.empty())
        return {false, false,
                order.node + " is in maintenance, but MASTER of " + inShort(mastered) + ": no other node takes it"};
    const auto left = ownerless(result, nodes);
    if (!left.empty())
        return {false, true,
                order.node + " is in maintenance; whether another node has taken " + inShort(left) +
                    " is not known, for no helper in reach says so"};
    const std::string moved =
        result.movedTo.empty() ? std::string() : inShort(result.movedTo) + " took its VIPs first, and now ";
    return {true, true, moved + order.node + " is in maintenance until tandemctl maintenance " + order.node + " off"};
}

} // namespace

QString methodOf(const Order &order)
{
    return order.kind == Kind::Switchover || order.kind == Kind::CancelSwitchover ? QStringLiteral("switchover")
                                                                                  : QStringLiteral("maintenance");
}

QJsonObject paramsOf(const Order &order)
{
    QJsonObject params{{"node", text(order.node)}};
    if (methodOf(order) == QLatin1String("maintenance")) {
        params["on"] = order.kind == Kind::MaintenanceOn;
        return params;
    }
    params["cancel"] = order.kind == Kind::CancelSwitchover;
    if (!order.instance.empty())
        params["instance"] = text(order.instance);
    return params;
}

std::vector<std::string> mastersOn(const NodeStatus &node)
{
    std::vector<std::string> names;
    for (const model::InstanceStatus &instance : node.instances)
        if (node.reachable && instance.state == VrrpState::Master)
            names.push_back(instance.name);
    return names;
}

OrderResult orderResultOf(const QJsonObject &answer)
{
    return {namesOf(answer["instances"]), namesOf(answer["moved_to"]), answer["remembered"].toBool(true), {}};
}

OrderProgress progressOf(const Order &order, const OrderResult &result, const std::vector<NodeStatus> &nodes)
{
    const auto target = std::ranges::find(nodes, order.node, &NodeStatus::name);
    if (target == nodes.end() || !target->reachable)
        return {false, false, "the agent of " + order.node + " does not answer any more"};
    switch (order.kind) {
    case Kind::Switchover: return ofSwitchover(order, result, *target, nodes);
    case Kind::CancelSwitchover: return ofCancel(order, result, *target);
    case Kind::MaintenanceOn:
    case Kind::MaintenanceOff: break;
    }
    return ofMaintenance(order, result, *target, nodes);
}

} // namespace tandem::cli
