// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/vipview.h"

#include <algorithm>

namespace tandem::fleet {

namespace {

using Agreement = VipView::Agreement;
using maxscale::ProbeOutcome;
using model::NodeStatus;

constexpr int enoughInARow = 2;

bool holds(const NodeStatus &node, const std::string &vip)
{
    return node.reachable && std::ranges::any_of(node.instances, [&](const model::InstanceStatus &instance) {
               return std::ranges::any_of(
                   instance.heldVips, [&](const std::string &held) { return held.substr(0, held.find('/')) == vip; });
           });
}

std::vector<const NodeStatus *> holdersOf(const std::string &vip, const std::vector<NodeStatus> &nodes)
{
    std::vector<const NodeStatus *> holders;
    for (const NodeStatus &node : nodes)
        if (holds(node, vip))
            holders.push_back(&node);
    return holders;
}

/// The only node of the file that greets so.
const config::Node *nodeGreetingAs(const std::string &versionString, const config::Cluster &cluster)
{
    const auto greets = [&](const config::Node &node) { return node.versionString == versionString; };
    if (versionString.empty() || std::ranges::count_if(cluster.nodes, greets) != 1)
        return nullptr;
    return &*std::ranges::find_if(cluster.nodes, greets);
}

/// Whether each node can be told by its greeting: the file has one of its own for each, and the holders' MaxScales
/// greet so.
bool canBeTold(const std::vector<const NodeStatus *> &holders, const config::Cluster &cluster)
{
    return std::ranges::all_of(
               cluster.nodes,
               [&](const config::Node &node) { return nodeGreetingAs(node.versionString, cluster) != nullptr; }) &&
           std::ranges::none_of(holders, [](const NodeStatus *holder) {
               return std::ranges::find(holder->alarms, "maxscale-version-string", &model::Alarm::code) !=
                      holder->alarms.end();
           });
}

Agreement agreementOf(const maxscale::ProbeResult &answer, const config::Node *greeting,
                      const std::vector<const NodeStatus *> &holders, const config::Cluster &cluster)
{
    if (answer.outcome == ProbeOutcome::ErrorPacket)
        return Agreement::Unclear;
    if (answer.outcome != ProbeOutcome::Greeted)
        return Agreement::Unreachable;
    if (holders.empty() || !canBeTold(holders, cluster))
        return Agreement::Unclear;
    const bool byHolder =
        greeting != nullptr && std::ranges::find(holders, greeting->name, &NodeStatus::name) != holders.end();
    return byHolder ? Agreement::Agrees : Agreement::Disagrees;
}

} // namespace

VipView viewAfter(const VipView &before, const maxscale::ProbeResult &answer, const config::Cluster &cluster,
                  const std::vector<NodeStatus> &nodes, std::int64_t nowNs)
{
    const auto holders = holdersOf(before.vip, nodes);
    const config::Node *greeting = nodeGreetingAs(answer.versionString, cluster);
    VipView view;
    view.vip = before.vip;
    view.port = before.port;
    view.agreement = agreementOf(answer, greeting, holders, cluster);
    view.who = greeting != nullptr ? greeting->name : answer.versionString;
    for (const NodeStatus *holder : holders)
        view.holders += (view.holders.empty() ? "" : ", ") + holder->name;
    view.evidence = answer.evidence;
    view.latency = answer.latency;
    const bool goesOn = before.agreement == view.agreement && before.who == view.who;
    view.inARow = goesOn ? before.inARow + 1 : 1;
    view.sinceNs = goesOn ? before.sinceNs : nowNs;
    return view;
}

std::vector<model::Alarm> alarmsOf(const std::vector<VipView> &views)
{
    std::vector<model::Alarm> alarms;
    for (const VipView &view : views) {
        if (view.agreement != Agreement::Disagrees || view.inARow < enoughInARow)
            continue;
        model::Alarm alarm;
        alarm.code = "vip-answered-by-other-here";
        alarm.id = "/" + alarm.code + "/" + view.vip;
        alarm.severity = model::AlarmSeverity::Critical;
        alarm.sinceNs = view.sinceNs;
        alarm.text = "this computer reaches " + view.who + " at " + view.vip + ", but " + view.holders +
                     " holds it: an old neighbour entry here or in a router on the way, or a second owner";
        alarms.push_back(std::move(alarm));
    }
    return alarms;
}

} // namespace tandem::fleet
