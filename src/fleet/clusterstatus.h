// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"
#include "model/alarm.h"
#include "model/nodestatus.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tandem::fleet {

struct InstanceView
{
    std::string name;
    std::vector<std::string> vips;                  ///< as in the file
    std::map<std::string, model::VrrpState> states; ///< by node; Unknown where the agent or engine is out of reach
    std::map<std::string, std::optional<int>> effectivePriority;
    std::vector<std::string> vipOwner; ///< nodes whose kernel holds a VIP of it
};

struct ClusterStatus
{
    std::string cluster;
    std::vector<model::NodeStatus> nodes;
    std::vector<InstanceView> instances;
    std::vector<model::Alarm> alarms;  ///< the nodes' own and those that only the whole shows, worst first
    std::vector<model::Alarm> pending; ///< found, and alarms once they have lasted
    bool healthy() const { return alarms.empty(); }
};

/// Pure. Alarms that it finds itself: "helper-unreachable", "no-vip-owner", "two-vip-owners", "master-without-vip",
/// "vip-without-master", "both-active", "none-active" (mode passive), "masters-differ" (nodes name different Masters,
/// or one has none), "no-master". Their ids begin with "/" where they concern no single node. What is not known raises
/// nothing: an unreachable node may hold the VIP, or an active MaxScale.
/// `nowNs` is the wall clock. `before` is what was combined last: `sinceNs` of what was there already is taken from it,
/// and what an ordinary change of roles shows for a moment ("both-active", "none-active", "masters-differ",
/// "no-master") is pending for as long as the helpers wait with theirs. Without it nothing is waited for.
ClusterStatus combine(const config::Cluster &cluster, const std::vector<model::NodeStatus> &nodes, std::int64_t nowNs,
                      const ClusterStatus *before = nullptr);

/// What one node knows by itself, for who speaks only to it: its own alarms, and nothing of the others.
ClusterStatus ofOneNode(const std::string &cluster, const model::NodeStatus &node);

} // namespace tandem::fleet
