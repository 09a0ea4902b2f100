// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/actions/actionrules.h"

#include "gui/actions/actioncall.h"
#include "portrecord.h"
#include "rpc/methods.h"
#include "scenes.h"

#include <algorithm>
#include <functional>
#include <gtest/gtest.h>

namespace tandem::gui {
namespace {

using Reason = ActionObstacle::Reason;
using model::VrrpState;

/// A standby that may be asked for a switchover and for maintenance.
ActionSituation standby()
{
    return {.readOnly = false,
            .reached = true,
            .role = rpc::Role::Operator,
            .engine = model::EngineState::Running,
            .instances = {{.name = "VI_1", .state = VrrpState::Backup}, {.name = "VI_2", .state = VrrpState::Backup}}};
}

struct Case
{
    const char *name;
    ActionKind kind;
    std::function<void(ActionSituation &)> change;
    std::optional<Reason> expected;
    std::string instance = {};
};

std::vector<Case> cases()
{
    using S = ActionSituation;
    using K = ActionKind;
    const auto nothing = [](S &) {};
    return {
        {"a standby may be switched over to", K::SwitchOver, nothing, {}},
        {"an admin may, too", K::SwitchOver, [](S &s) { s.role = rpc::Role::Admin; }, {}},
        {"a viewer may not", K::SwitchOver, [](S &s) { s.role = rpc::Role::Viewer; }, Reason::NotOperator},
        {"an agent's identity may not", K::SwitchOver, [](S &s) { s.role = rpc::Role::Agent; }, Reason::NotOperator},
        {"a role not yet known", K::SwitchOver, [](S &s) { s.role.reset(); }, Reason::RoleUnknown},
        {"out of reach", K::SwitchOver, [](S &s) { s.reached = false; }, Reason::OutOfReach},
        {"Keepalived", K::SwitchOver, [](S &s) { s.keepalived = true; }, Reason::Keepalived},
        {"engine stopped", K::SwitchOver, [](S &s) { s.engine = model::EngineState::Stopped; },
         Reason::EngineNotRunning},
        {"in maintenance", K::SwitchOver, [](S &s) { s.maintenance = true; }, Reason::InMaintenance},
        {"one instance in FAULT is enough", K::SwitchOver, [](S &s) { s.instances[1].state = VrrpState::Fault; },
         Reason::Fault, "VI_2"},
        {"one instance not started", K::SwitchOver, [](S &s) { s.instances[0].state = VrrpState::Init; },
         Reason::NotStarted, "VI_1"},
        {"one instance unknown", K::SwitchOver, [](S &s) { s.instances[0].state = VrrpState::Unknown; },
         Reason::NotStarted, "VI_1"},
        {"owner of all", K::SwitchOver,
         [](S &s) {
             for (auto &each : s.instances)
                 each.state = VrrpState::Master;
         },
         Reason::AlreadyOwner},
        {"owner of one of two may take the other",
         K::SwitchOver,
         [](S &s) { s.instances[0].state = VrrpState::Master; },
         {}},
        {"nothing is above 254", K::SwitchOver, [](S &s) { s.instances[1].noneAbove = true; }, Reason::NoneAbove,
         "VI_2"},
        {"an order under way", K::SwitchOver, [](S &s) { s.underWay = true; }, Reason::UnderWay},
        {"read-only", K::SwitchOver, [](S &s) { s.readOnly = true; }, Reason::ReadOnly},
        {"the obstacle that a click does not remove comes first", K::SwitchOver,
         [](S &s) {
             s.readOnly = true;
             s.maintenance = true;
         },
         Reason::InMaintenance},
        {"a switchover in force may be ended", K::EndSwitchover, [](S &s) { s.instances[1].switchedOver = true; }, {}},
        {"also in FAULT",
         K::EndSwitchover,
         [](S &s) {
             s.instances[1].switchedOver = true;
             s.instances[0].state = VrrpState::Fault;
         },
         {}},
        {"none in force", K::EndSwitchover, nothing, Reason::NotSwitchedOver},
        {"none to end without an engine", K::EndSwitchover, [](S &s) { s.engine = model::EngineState::Stopped; },
         Reason::EngineNotRunning},
        {"read-only ends none", K::EndSwitchover,
         [](S &s) {
             s.instances[1].switchedOver = true;
             s.readOnly = true;
         },
         Reason::ReadOnly},
        {"maintenance may begin", K::BeginMaintenance, nothing, {}},
        {"also of an owner in FAULT", K::BeginMaintenance, [](S &s) { s.instances[0].state = VrrpState::Fault; }, {}},
        {"also without an engine: the agent remembers it",
         K::BeginMaintenance,
         [](S &s) { s.engine = model::EngineState::Stopped; },
         {}},
        {"not twice", K::BeginMaintenance, [](S &s) { s.maintenance = true; }, Reason::AlreadyInMaintenance},
        {"not of who owns the addresses", K::BeginMaintenance, [](S &s) { s.instances[0].ownsAddresses = true; },
         Reason::OwnsAddresses, "VI_1"},
        {"not by a viewer", K::BeginMaintenance, [](S &s) { s.role = rpc::Role::Viewer; }, Reason::NotOperator},
        {"not out of reach", K::BeginMaintenance, [](S &s) { s.reached = false; }, Reason::OutOfReach},
        {"not read-only", K::BeginMaintenance, [](S &s) { s.readOnly = true; }, Reason::ReadOnly},
        {"maintenance may end", K::EndMaintenance, [](S &s) { s.maintenance = true; }, {}},
        {"but only where it is", K::EndMaintenance, nothing, Reason::NotInMaintenance},
        {"not while an order is under way", K::EndMaintenance,
         [](S &s) {
             s.maintenance = true;
             s.underWay = true;
         },
         Reason::UnderWay},
    };
}

TEST(ActionRules, SayWhatMayBeAskedForAndWhatStandsInTheWay)
{
    for (const Case &each : cases()) {
        ActionSituation situation = standby();
        each.change(situation);
        const auto found = actionrules::obstacle(each.kind, situation);
        ASSERT_EQ(found.has_value(), each.expected.has_value()) << each.name;
        if (!found)
            continue;
        EXPECT_EQ(static_cast<int>(found->reason), static_cast<int>(*each.expected)) << each.name;
        EXPECT_EQ(found->instance, each.instance) << each.name;
    }
}

TEST(ActionCalls, AreWhatTheApiTakesFromAnOperator)
{
    using K = ActionKind;
    const std::vector<std::pair<K, QJsonObject>> calls{{K::SwitchOver, {{"node", "a"}}},
                                                       {K::EndSwitchover, {{"node", "a"}, {"cancel", true}}},
                                                       {K::BeginMaintenance, {{"node", "a"}, {"on", true}}},
                                                       {K::EndMaintenance, {{"node", "a"}, {"on", false}}}};
    for (const auto &[kind, params] : calls) {
        const ActionCall call = ActionCall::of({kind, "a"});
        EXPECT_EQ(call.params, params);
        const rpc::Method *method = rpc::methodNamed(call.method.toStdString());
        ASSERT_NE(method, nullptr) << call.method.toStdString();
        EXPECT_EQ(method->role, rpc::Role::Operator);
        EXPECT_TRUE(rpc::checkParams(*method, call.params));
        for (const QString &name : call.params.keys()) // names that are not in the table are ignored
            EXPECT_TRUE(
                std::ranges::any_of(method->params, [&](const auto &each) { return each.name == name.toStdString(); }));
    }
}

TEST(ActionRules, NothingIsAllowedByDefault)
{
    for (const auto kind :
         {ActionKind::SwitchOver, ActionKind::EndSwitchover, ActionKind::BeginMaintenance, ActionKind::EndMaintenance})
        EXPECT_TRUE(actionrules::obstacle(kind, {}));
}

class Situation : public testing::Test
{
protected:
    Situation() { scenes::fillFailover(m_source); }
    ActionSituation of(int node) const { return actionrules::situationOf(m_source, m_port, node); }

    scenes::SceneSource m_source{scenes::shop()};
    scenes::PortRecord m_port;
};

TEST_F(Situation, IsTakenFromWhatTheNodeSays)
{
    m_source.node(1).maintenance = true;
    m_source.node(1).instances[0].overridePriority = 151;
    const ActionSituation situation = of(1);
    EXPECT_TRUE(situation.reached);
    EXPECT_TRUE(situation.maintenance);
    EXPECT_EQ(situation.role, rpc::Role::Operator);
    ASSERT_EQ(situation.instances.size(), 1U);
    EXPECT_EQ(situation.instances[0].state, VrrpState::Backup);
    EXPECT_TRUE(situation.instances[0].switchedOver);
    EXPECT_FALSE(situation.instances[0].noneAbove);
}

TEST_F(Situation, AnInstanceThatTheNodeDoesNotTellOfIsUnknown)
{
    m_source.node(1).instances.clear();
    EXPECT_EQ(of(1).instances.at(0).state, VrrpState::Unknown);
}

TEST_F(Situation, NothingIsAboveAnotherNodesHighestPriority)
{
    config::Cluster cluster = scenes::shop();
    cluster.nodes[0].priority = 254;
    scenes::SceneSource high(cluster);
    EXPECT_TRUE(actionrules::situationOf(high, m_port, 1).instances.at(0).noneAbove);
    EXPECT_FALSE(actionrules::situationOf(high, m_port, 0).instances.at(0).noneAbove);
}

TEST_F(Situation, AWeightCountsToThePriorityThatMustBeExceeded)
{
    config::Cluster cluster = scenes::shop();
    cluster.checks[0].weight = 110;
    scenes::SceneSource weighted(cluster);
    EXPECT_TRUE(actionrules::situationOf(weighted, m_port, 1).instances.at(0).noneAbove);
}

TEST_F(Situation, APairOfActionsOffersTheOneThatFits)
{
    EXPECT_EQ(actionrules::switchoverKind(m_source.node(1)), ActionKind::SwitchOver);
    EXPECT_EQ(actionrules::maintenanceKind(m_source.node(1)), ActionKind::BeginMaintenance);
    m_source.node(1).instances[0].overridePriority = 151;
    m_source.node(1).maintenance = true;
    EXPECT_EQ(actionrules::switchoverKind(m_source.node(1)), ActionKind::EndSwitchover);
    EXPECT_EQ(actionrules::maintenanceKind(m_source.node(1)), ActionKind::EndMaintenance);
}

} // namespace
} // namespace tandem::gui
