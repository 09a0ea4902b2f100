// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/actions/actionport.h"
#include "gui/actions/actionrequest.h"
#include "gui/clustersource.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tandem::gui {

/// All that decides whether a node can be asked for something.
struct ActionSituation
{
    struct Instance
    {
        std::string name;
        model::VrrpState state = model::VrrpState::Unknown;
        bool switchedOver = false;  ///< an override is in force here
        bool noneAbove = false;     ///< nothing up to 254 is above what another node may advertise
        bool ownsAddresses = false; ///< priority 255 here
    };
    bool readOnly = true;
    bool underWay = false; ///< the node has not answered the last request yet
    bool reached = false;
    std::optional<rpc::Role> role;
    bool keepalived = false; ///< is the engine
    model::EngineState engine = model::EngineState::Unknown;
    bool maintenance = false;
    std::vector<Instance> instances;
};

/// Why a request would be refused. `instance`: where it is one that stands in the way.
struct ActionObstacle
{
    enum class Reason : std::uint8_t {
        OutOfReach,
        Keepalived,
        RoleUnknown,
        NotOperator,
        EngineNotRunning,
        InMaintenance, ///< so it cannot be switched over to
        Fault,
        NotStarted,
        AlreadyOwner,
        NoneAbove,
        OwnsAddresses,
        NotSwitchedOver,
        NotInMaintenance,
        AlreadyInMaintenance,
        UnderWay,
        ReadOnly, ///< last: it is the only one that a person here can put away with a click
    };
    Reason reason = Reason::ReadOnly;
    std::string instance;

    bool operator==(const ActionObstacle &) const = default;
};

/// Pure.
namespace actionrules {

/// The first thing in the way, in the order of Reason; nothing: it may be asked for. The engine has the last word.
std::optional<ActionObstacle> obstacle(ActionKind kind, const ActionSituation &situation);

/// Of one node as `source` knows it now; `readOnly` and `underWay` are the caller's.
ActionSituation situationOf(const ClusterSource &source, const ActionPort &port, int nodeIndex);

/// Which of the two of each pair a node offers now.
ActionKind switchoverKind(const model::NodeStatus &node);
ActionKind maintenanceKind(const model::NodeStatus &node);

} // namespace actionrules

} // namespace tandem::gui
