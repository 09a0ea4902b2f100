// SPDX-License-Identifier: GPL-3.0-or-later
#include "rollout/judgement.h"

#include "config/failovertimes.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace tandem::rollout {

namespace {

using model::InstanceStatus;
using model::NodeStatus;
using model::VrrpState;

std::ptrdiff_t masterOf(const NodeStatus &status)
{
    return std::ranges::count(status.instances, VrrpState::Master, &InstanceStatus::state);
}

const InstanceStatus *named(const NodeStatus &status, const std::string &name)
{
    const auto found = std::ranges::find(status.instances, name, &InstanceStatus::name);
    return found == status.instances.end() ? nullptr : &*found;
}

std::string wrongWith(const InstanceStatus *before, const InstanceStatus &now)
{
    const std::string is = now.name + " is " + std::string(nameOf(now.state));
    if (before == nullptr) // it is new: who becomes its MASTER is seen when all hosts have it
        return now.state == VrrpState::Fault || now.state == VrrpState::Unknown ? is : "";
    if (before->state == now.state && now.state == VrrpState::Backup && now.masterAddress.empty())
        return now.name + " hears no MASTER";
    if (before->state == now.state)
        return {};
    const bool wasWell = before->state == VrrpState::Master || before->state == VrrpState::Backup;
    const bool isWell = now.state == VrrpState::Master || now.state == VrrpState::Backup;
    if (!wasWell && isWell)
        return {};
    return is + ", and was " + std::string(nameOf(before->state));
}

} // namespace

std::vector<std::size_t> orderOf(const std::vector<NodeStatus> &statuses)
{
    std::vector<std::size_t> order(statuses.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, {}, [&](std::size_t index) { return masterOf(statuses[index]); });
    return order;
}

std::string wrongWith(const NodeStatus &before, const NodeStatus &now, const std::string &digest)
{
    if (now.engineState != model::EngineState::Running)
        return "tandemd is " + std::string(nameOf(now.engineState));
    if (now.clusterFile != digest)
        return "its agent has not begun anew yet";
    for (const InstanceStatus &instance : now.instances) {
        if (const auto wrong = wrongWith(named(before, instance.name), instance); !wrong.empty())
            return wrong;
    }
    return {};
}

bool hasReturned(const NodeStatus &now, const std::string &digest)
{
    return now.engineState == model::EngineState::Running && !now.trialUntilNs && now.clusterFile != digest;
}

std::string wrongWithOwners(const std::vector<NodeStatus> &statuses)
{
    std::map<std::string, int> owners;
    for (const NodeStatus &status : statuses) {
        for (const InstanceStatus &instance : status.instances)
            owners[instance.name] += instance.state == VrrpState::Master ? 1 : 0;
    }
    for (const auto &[name, count] : owners) {
        if (count != 1)
            return name + (count == 0 ? " has no MASTER" : " has " + std::to_string(count) + " MASTERs");
    }
    return {};
}

Duration calmOf(const config::Cluster &cluster)
{
    constexpr Duration moment = std::chrono::milliseconds(500);
    const auto times = config::failoverTimesOf(cluster);
    return (times ? times->hostLost : Duration{}) + moment;
}

} // namespace tandem::rollout
