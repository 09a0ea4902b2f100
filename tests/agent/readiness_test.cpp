// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/readiness.h"

#include "maxscale/serverlist.h"
#include "tests/maxscale/fixtures.h"

#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using test::recordedJson;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A MaxScale from what a real one answered.
ReadinessView viewOf(const QString &monitors, const QString &servers = "normal__servers.http")
{
    ReadinessView view;
    view.mode = config::Mode::Passive;
    view.monitors = maxscale::readMonitors(recordedJson(monitors)).value();
    view.maxscale.reachable = true;
    view.maxscale.passive = false;
    view.maxscale.servers = maxscale::readServers(recordedJson(servers)).value();
    for (const maxscale::Monitor &monitor : view.monitors)
        view.maxscale.monitors.push_back(maxscale::statusOf(monitor, false));
    return view;
}

std::vector<std::string> obstacles(const ReadinessView &view)
{
    std::vector<std::string> codes;
    for (const Precondition &one : failoverPreconditions(view))
        if (one.ok != true)
            codes.push_back(one.code + (one.ok ? "" : "?"));
    EXPECT_EQ(wouldFailOver(failoverPreconditions(view)), codes.empty());
    return codes;
}

std::string textOf(const ReadinessView &view, const std::string &code)
{
    for (const Precondition &one : failoverPreconditions(view))
        if (one.code == code)
            return one.text;
    return {};
}

/// Another node whose MaxScale says that.
model::NodeStatus another(std::optional<bool> passive, std::optional<bool> lockHolder = {})
{
    model::NodeStatus node;
    node.name = "maxscale2";
    node.reachable = true;
    node.maxscale.reachable = true;
    node.maxscale.passive = passive;
    node.maxscale.monitors = {{"Monitor1", "Running", "Idle", "", false, "majority_of_running", lockHolder, true}};
    return node;
}

model::NodeStatus anotherThatIsGone()
{
    model::NodeStatus node = another(true);
    node.maxscale = {};
    node.maxscale.verdict = "refused";
    return node;
}

} // namespace

TEST(Readiness, AHealthyMaxScaleWouldFailOver)
{
    const auto view = viewOf("normal__monitors.http");
    EXPECT_THAT(obstacles(view), IsEmpty());
    EXPECT_THAT(textOf(view, "candidate"), HasSubstr("server2 can be promoted"));
    EXPECT_THAT(textOf(view, "failcount"), HasSubstr("down 3 times, every 1 s"));
    EXPECT_THAT(textOf(view, "failcount"), HasSubstr("within 10 s"));
}

TEST(Readiness, APassiveOneWouldNot)
{
    auto view = viewOf("normal__monitors.http");
    view.maxscale.passive = true;
    EXPECT_THAT(obstacles(view), ElementsAre("active"));
    view.mode = config::Mode::Cooperative;
    EXPECT_THAT(textOf(view, "active"), HasSubstr("maxctrl alter maxscale passive false"));
    view.maxscale.passive.reset();
    EXPECT_THAT(obstacles(view), ElementsAre("active?"));
}

TEST(Readiness, APassiveOneTellsWhetherAnotherIsActive)
{
    auto view = viewOf("normal__monitors.http");
    view.maxscale.passive = true;
    view.others = {another(false)};
    EXPECT_THAT(textOf(view, "active"), HasSubstr("the active one is maxscale2"));
    view.others = {another(true)};
    EXPECT_THAT(textOf(view, "active"), HasSubstr("and none is active"));
    view.others = {anotherThatIsGone()};
    EXPECT_THAT(textOf(view, "active"), HasSubstr("and none is active"));
    view.others = {another({})};
    EXPECT_THAT(textOf(view, "active"), HasSubstr("not known of maxscale2"));
    view.others[0] = another(false);
    view.others[0].reachable = false;
    EXPECT_THAT(textOf(view, "active"), HasSubstr("not known of maxscale2")) << "that was before";
}

TEST(Readiness, WhatKeepsTandemFromTheModeIsAnObstacleWhereMaxScaleIsPassive)
{
    auto view = viewOf("normal__monitors.http");
    EXPECT_EQ(textOf(view, "mode"), "") << "nothing keeps it";
    view.maxscale.passive = true;
    view.decision = {Decision::Action::None, "mode = \"passive\" beside config_sync_cluster", true, "mode-refused"};
    EXPECT_THAT(obstacles(view), ElementsAre("active", "mode"));
    EXPECT_THAT(textOf(view, "mode"), HasSubstr("config_sync_cluster"));
    view.maxscale.passive = false;
    EXPECT_THAT(obstacles(view), IsEmpty()) << "it is active, whoever made it so";
    EXPECT_THAT(textOf(view, "mode"), HasSubstr("config_sync_cluster"));
    view.maxscale.passive.reset();
    EXPECT_THAT(obstacles(view), ElementsAre("active?", "mode?"));
    view.mode = config::Mode::Cooperative;
    EXPECT_EQ(textOf(view, "mode"), "");
}

TEST(Readiness, AHoldAndAWaitAreTold)
{
    auto view = viewOf("normal__monitors.http");
    view.maxscale.passive = true;
    view.decision = {Decision::Action::Wait, "maxscale2 still reads active", true};
    EXPECT_THAT(obstacles(view), ElementsAre("active", "mode"));
    EXPECT_EQ(textOf(view, "mode"), "maxscale2 still reads active");
    view.decision = {Decision::Action::None, "on hold"};
    view.hold = model::Hold{1, "alice"};
    EXPECT_THAT(obstacles(view), ElementsAre("active", "mode"));
    EXPECT_THAT(textOf(view, "mode"), HasSubstr("on hold by alice"));
}

TEST(Readiness, OneThatDoesNotAnswerSaysNothingElse)
{
    ReadinessView view;
    view.maxscale.evidence = "REST 127.0.0.1:8989 connection refused";
    EXPECT_THAT(obstacles(view), ElementsAre("maxscale"));
    EXPECT_THAT(textOf(view, "maxscale"), HasSubstr("connection refused"));
}

TEST(Readiness, OnlyTheHolderOfTheLocksWould)
{
    EXPECT_THAT(obstacles(viewOf("coop_both_up_primary__monitors.http")), IsEmpty());
    EXPECT_THAT(obstacles(viewOf("coop_both_up_secondary__monitors.http")), ElementsAre("locks"));
}

TEST(Readiness, WithoutTheLocksItSaysWhoHoldsThem)
{
    auto view = viewOf("coop_both_up_secondary__monitors.http");
    view.others = {another(false, true)};
    EXPECT_THAT(textOf(view, "locks"), HasSubstr("it has 0 of 2): maxscale2 does, and fails over"));
    view.others = {another(false, false)};
    EXPECT_THAT(textOf(view, "locks"), HasSubstr("no other does: without a majority of them nobody fails over"));
    view.others = {anotherThatIsGone()};
    EXPECT_THAT(textOf(view, "locks"), HasSubstr("nobody fails over"));
    view.others = {another(false, true)};
    view.others[0].reachable = false;
    EXPECT_THAT(textOf(view, "locks"), HasSubstr("maxscale2 cannot be asked"));
}

TEST(Readiness, AMonitorThatIsStoppedOrStandsStillWouldNot)
{
    const auto stopped = viewOf("monitor_stopped_replica_down__monitors.http");
    EXPECT_THAT(obstacles(stopped), ElementsAre("monitor-running"));
    EXPECT_THAT(textOf(stopped, "monitor-running"), HasSubstr("maxctrl start monitor Monitor1"));
    EXPECT_EQ(textOf(stopped, "candidate"), "") << "what it says of the servers is old";
    auto stale = viewOf("normal__monitors.http");
    stale.maxscale.monitors[0].stale = true;
    EXPECT_THAT(obstacles(stale), ElementsAre("monitor-running"));
}

TEST(Readiness, AutoFailoverMustBeOn)
{
    auto view = viewOf("normal__monitors.http");
    view.monitors[0].autoFailover = false;
    EXPECT_THAT(obstacles(view), ElementsAre("auto-failover"));
    EXPECT_THAT(textOf(view, "auto-failover"), testing::Not(HasSubstr("itself")));
    view.turnedOff = {"Monitor1"};
    EXPECT_THAT(textOf(view, "auto-failover"), HasSubstr("turned off itself when a failover went wrong"));
    view.monitors[0].autoFailover.reset();
    EXPECT_THAT(obstacles(view), ElementsAre("auto-failover?")) << "an older MaxScale does not say it";
}

TEST(Readiness, ABusyMonitorWouldNotNow)
{
    auto view = viewOf("normal__monitors.http");
    view.monitors[0].doing = "Demoting old primary";
    EXPECT_THAT(obstacles(view), ElementsAre("idle"));
}

TEST(Readiness, SomebodyMustBeThereToPromote)
{
    const auto drained = viewOf("normal__monitors.http", "server2_drain__servers.http");
    EXPECT_THAT(obstacles(drained), ElementsAre("candidate"));
    EXPECT_THAT(textOf(drained, "candidate"), HasSubstr("server2 is Drained, Slave, Running"));
    EXPECT_THAT(obstacles(viewOf("normal__monitors.http", "replica_sqlerror__servers.http")), ElementsAre("candidate"));
    auto never = viewOf("normal__monitors.http");
    never.monitors[0].neverPromoted = {"server2"};
    EXPECT_THAT(obstacles(never), ElementsAre("candidate"));
    EXPECT_THAT(textOf(never, "candidate"), HasSubstr("servers_no_promotion"));
    auto alone = viewOf("normal__monitors.http");
    alone.monitors[0].servers = {"server1"};
    EXPECT_THAT(textOf(alone, "candidate"), HasSubstr("nothing to promote"));
}

TEST(Readiness, OnlyWhoReplicatesFromTheMasterByGtidCanBePromoted)
{
    const auto with = [](const maxscale::Replication &replication) {
        auto view = viewOf("normal__monitors.http");
        view.monitors[0].details[1].replicates = {replication};
        return view;
    };
    EXPECT_THAT(obstacles(with({"server1", true, true})), IsEmpty());
    EXPECT_THAT(obstacles(with({"server1", {}, {}})), IsEmpty()) << "an older MaxScale does not say it";
    EXPECT_THAT(obstacles(with({"server1", false, true})), ElementsAre("candidate"));
    EXPECT_THAT(textOf(with({"server1", false, true}), "candidate"), HasSubstr("server2 replicates by file"));
    EXPECT_THAT(textOf(with({"server1", true, false}), "candidate"), HasSubstr("does not apply what it replicates"));
    EXPECT_THAT(textOf(with({"server3", true, true}), "candidate"), HasSubstr("does not replicate from server1"));
}

TEST(Readiness, AReplicaThatIsBehindFirstCatchesUp)
{
    const auto behind = viewOf("normal__monitors.http", "replica_lag7__servers.http");
    EXPECT_THAT(obstacles(behind), IsEmpty());
    EXPECT_THAT(textOf(behind, "candidate"), HasSubstr(" s behind: it first applies"));
    EXPECT_THAT(textOf(viewOf("normal__monitors.http"), "candidate"), testing::Not(HasSubstr("behind")));
}

TEST(Readiness, AMasterInMaintenanceIsNotFailedOver)
{
    auto view = viewOf("normal__monitors.http");
    view.maxscale.servers[0].state = "Maintenance, Running";
    EXPECT_THAT(obstacles(view), ElementsAre("master"));
    EXPECT_THAT(textOf(view, "master"), HasSubstr("maxctrl clear server server1 maintenance"));
}

TEST(Readiness, ADeadMasterIsNoObstacleButNoMasterIs)
{
    auto view = viewOf("normal__monitors.http");
    view.maxscale.servers[0].state = "Down";
    EXPECT_THAT(obstacles(view), IsEmpty()) << "that is what it is for";
    view.monitors[0].master.clear();
    view.maxscale.servers[0].state = "Running";
    EXPECT_THAT(obstacles(view), ElementsAre("master"));
}

TEST(Readiness, OnlyMariadbmonFailsOver)
{
    auto view = viewOf("normal__monitors.http");
    view.monitors[0].module = "galeramon";
    EXPECT_THAT(obstacles(view), ElementsAre("monitor"));
    view.monitors.clear();
    EXPECT_THAT(obstacles(view), ElementsAre("monitor"));
}

} // namespace tandem::agent
