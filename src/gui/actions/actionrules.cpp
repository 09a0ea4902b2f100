// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/actions/actionrules.h"

#include "config/highestpriority.h"
#include "rpc/methods.h"

#include <algorithm>

namespace tandem::gui::actionrules {

namespace {

using Reason = ActionObstacle::Reason;
using Instance = ActionSituation::Instance;

constexpr int highestOrdered = 254;
constexpr int addressOwner = 255;

std::optional<ActionObstacle> ofTheNode(const ActionSituation &situation)
{
    if (!situation.reached)
        return ActionObstacle{Reason::OutOfReach, {}};
    if (situation.keepalived)
        return ActionObstacle{Reason::Keepalived, {}};
    if (!situation.role)
        return ActionObstacle{Reason::RoleUnknown, {}};
    if (!rpc::mayCall(*situation.role, rpc::Role::Operator))
        return ActionObstacle{Reason::NotOperator, {}};
    return {};
}

/// The first instance for which `holds` stands in the way.
template <class Predicate>
std::optional<ActionObstacle> anyInstance(const ActionSituation &situation, Reason reason, Predicate holds)
{
    const auto found = std::ranges::find_if(situation.instances, holds);
    if (found == situation.instances.end())
        return {};
    return ActionObstacle{reason, found->name};
}

/// The engine carries an order out for all instances or for none.
std::optional<ActionObstacle> ofSwitchover(const ActionSituation &situation)
{
    if (situation.engine != model::EngineState::Running)
        return ActionObstacle{Reason::EngineNotRunning, {}};
    if (situation.maintenance)
        return ActionObstacle{Reason::InMaintenance, {}};
    const auto is = [](model::VrrpState state) {
        return [state](const Instance &each) { return each.state == state; };
    };
    if (auto fault = anyInstance(situation, Reason::Fault, is(model::VrrpState::Fault)))
        return fault;
    if (auto idle = anyInstance(situation, Reason::NotStarted, [](const Instance &each) {
            return each.state != model::VrrpState::Backup && each.state != model::VrrpState::Master;
        }))
        return idle;
    if (std::ranges::all_of(situation.instances, is(model::VrrpState::Master)))
        return ActionObstacle{Reason::AlreadyOwner, {}};
    return anyInstance(situation, Reason::NoneAbove, [](const Instance &each) { return each.noneAbove; });
}

std::optional<ActionObstacle> ofKind(ActionKind kind, const ActionSituation &situation)
{
    switch (kind) {
    case ActionKind::SwitchOver: return ofSwitchover(situation);
    case ActionKind::EndSwitchover:
        if (situation.engine != model::EngineState::Running)
            return ActionObstacle{Reason::EngineNotRunning, {}};
        if (std::ranges::none_of(situation.instances, &Instance::switchedOver))
            return ActionObstacle{Reason::NotSwitchedOver, {}};
        return {};
    case ActionKind::BeginMaintenance:
        if (situation.maintenance)
            return ActionObstacle{Reason::AlreadyInMaintenance, {}};
        return anyInstance(situation, Reason::OwnsAddresses, [](const Instance &each) { return each.ownsAddresses; });
    case ActionKind::EndMaintenance:
        if (!situation.maintenance)
            return ActionObstacle{Reason::NotInMaintenance, {}};
        return {};
    }
    return {};
}

bool noneAbove(const config::Cluster &cluster, const config::Instance &instance, const config::Node &node)
{
    if (instance.priorityOn(node) == addressOwner)
        return false;
    return std::ranges::any_of(cluster.nodes, [&](const config::Node &other) {
        return other.name != node.name && config::highestPriorityOn(cluster, instance, other) >= highestOrdered;
    });
}

} // namespace

std::optional<ActionObstacle> obstacle(ActionKind kind, const ActionSituation &situation)
{
    if (auto found = ofTheNode(situation))
        return found;
    if (auto found = ofKind(kind, situation))
        return found;
    if (situation.underWay)
        return ActionObstacle{Reason::UnderWay, {}};
    if (situation.readOnly)
        return ActionObstacle{Reason::ReadOnly, {}};
    return {};
}

ActionSituation situationOf(const ClusterSource &source, const ActionPort &port, int nodeIndex)
{
    const config::Cluster &cluster = source.cluster();
    const config::Node &node = cluster.nodes[static_cast<std::size_t>(nodeIndex)];
    const model::NodeStatus &status = source.nodes()[static_cast<std::size_t>(nodeIndex)];
    ActionSituation situation;
    situation.reached = source.isReached(nodeIndex);
    situation.role = port.roleOn(nodeIndex);
    situation.keepalived = cluster.engine == config::EngineKind::Keepalived;
    situation.engine = status.engineState;
    situation.maintenance = status.maintenance;
    for (const config::Instance &instance : cluster.instances) {
        Instance each;
        each.name = instance.name;
        each.noneAbove = noneAbove(cluster, instance, node);
        each.ownsAddresses = instance.priorityOn(node) == addressOwner;
        const auto known = std::ranges::find(status.instances, instance.name, &model::InstanceStatus::name);
        if (known != status.instances.end()) {
            each.state = known->state;
            each.switchedOver = known->overridePriority.has_value();
        }
        situation.instances.push_back(std::move(each));
    }
    return situation;
}

ActionKind switchoverKind(const model::NodeStatus &node)
{
    const bool inForce =
        std::ranges::any_of(node.instances, [](const auto &each) { return each.overridePriority.has_value(); });
    return inForce ? ActionKind::EndSwitchover : ActionKind::SwitchOver;
}

ActionKind maintenanceKind(const model::NodeStatus &node)
{
    return node.maintenance ? ActionKind::EndMaintenance : ActionKind::BeginMaintenance;
}

} // namespace tandem::gui::actionrules
