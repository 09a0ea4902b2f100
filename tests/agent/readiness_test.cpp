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
