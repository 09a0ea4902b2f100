// SPDX-License-Identifier: GPL-3.0-or-later
#include "routerbench.h"
#include "virtualnetwork.h"

#include <gtest/gtest.h>

/// Another configuration while the router runs: what it tracks, its sync group, and all nodes of a network in turn.
namespace tandem::vrrp {
namespace {

using namespace std::chrono_literals;
using Owners = std::set<std::size_t>;

RouterConfig config()
{
    return RouterBench::configOnTwoInterfaces();
}

RouterBench started(const RouterConfig &with = config())
{
    return RouterBench::started(with);
}

RouterBench master(const RouterConfig &with = config())
{
    return RouterBench::master(with);
}

// ---- Tracks and links -----------------------------------------------------------------------------------------------

RouterConfig tracked(std::vector<Track> tracks)
{
    auto with = config();
    with.tracks = std::move(tracks);
    return with;
}

TEST(RouterReconfigure, VerdictsStayWithTheNamesOfTheirTracks)
{
    auto bench = master(tracked({{"maxscale", 0}, {"disk", -30}}));
    bench.track(1, Verdict::Down);
    EXPECT_EQ(bench.reconfigure(tracked({{"disk", -40}, {"new", 0}, {"maxscale", 0}})), "advert 60");
    EXPECT_EQ(bench.router().state(), State::Master);
    EXPECT_EQ(bench.track(0, Verdict::Up), "advert 100");
    EXPECT_EQ(bench.track(2, Verdict::Down), "remove, advert 0, MASTER>FAULT track-failed");
}

TEST(RouterReconfigure, ATrackWhoseFailureMeansFaultFromNowOnIsAFault)
{
    auto bench = master(tracked({{"maxscale", -30}}));
    bench.track(0, Verdict::Down);
    EXPECT_EQ(bench.reconfigure(tracked({{"maxscale", 0}})), "remove, advert 0, MASTER>FAULT track-failed");
}

TEST(RouterReconfigure, AFaultOfATrackThatIsGoneIsOver)
{
    auto bench = master(tracked({{"maxscale", 0}}));
    bench.track(0, Verdict::Down);
    EXPECT_EQ(bench.reconfigure(tracked({})), "FAULT>BACKUP reconfigured");
    EXPECT_EQ(bench.sleeps(), downInterval);
}

TEST(RouterReconfigure, AFaultThatLastsIsNotToldAgain)
{
    auto bench = master(tracked({{"maxscale", 0}, {"disk", 0}}));
    bench.track(0, Verdict::Down);
    EXPECT_EQ(bench.reconfigure(tracked({{"maxscale", 0}})), "");
    EXPECT_EQ(bench.router().state(), State::Fault);
}

TEST(RouterReconfigure, ABackupDoesNotWaitForTheFirstVerdictOfANewTrack)
{
    auto bench = started();
    bench.run(20s);
    bench.hear({.priority = 150});
    bench.reconfigure(tracked({{"new", 0}}));
    EXPECT_EQ(bench.sleeps(), downInterval);
}

TEST(RouterReconfigure, LinksStayWithTheNamesOfTheirInterfaces)
{
    auto bench = master();
    auto other = config();
    other.interfaces = {"eth0", "eth2", "eth1"};
    EXPECT_EQ(bench.reconfigure(other), "");
    EXPECT_EQ(bench.link("eth1", false), "remove, advert 0, MASTER>FAULT link-down");
    EXPECT_EQ(bench.lastReason().link, 2U);
    EXPECT_EQ(bench.reconfigure(config()), ""); // still down
    other.interfaces = {"eth0"};
    EXPECT_EQ(bench.reconfigure(other), "FAULT>BACKUP reconfigured");
}

TEST(RouterReconfigure, AnOwnLinkThatIsDownStaysDown)
{
    auto bench = master();
    bench.link("eth0", false);
    auto other = config();
    other.interfaces = {"eth0"};
    EXPECT_EQ(bench.reconfigure(other), "");
    EXPECT_EQ(bench.router().state(), State::Fault);
}

TEST(RouterReconfigure, ANewInterfaceThatIsDownIsAFaultAtOnce)
{
    auto bench = master();
    auto other = config();
    other.interfaces = {"eth0", "eth1", "eth2"};
    EXPECT_EQ(bench.reconfigure(other, {"eth2"}), "remove, advert 0, MASTER>FAULT link-down");
    EXPECT_EQ(bench.link("eth2", true), "FAULT>BACKUP link-up");
}

TEST(RouterReconfigure, AFaultThatIsExchangedForAnotherClaimsNothingInBetween)
{
    auto with = config();
    with.priority = Priority(Priority::owner);
    auto bench = started(with);
    bench.link("eth1", false);
    with.interfaces = {"eth0", "eth2"};
    EXPECT_EQ(bench.reconfigure(with, {"eth2"}), "");
    EXPECT_EQ(bench.router().state(), State::Fault);
}

TEST(RouterReconfigure, WithoutItsGroupTheRouterClaimsByItselfAgain)
{
    auto with = config();
    with.synced = true;
    auto bench = started(with);
    EXPECT_EQ(bench.run(10s), "");
    bench.give(GroupFault{true, 1});
    EXPECT_EQ(bench.router().state(), State::Fault);
    EXPECT_EQ(bench.reconfigure(config()), "FAULT>BACKUP reconfigured");
    EXPECT_EQ(bench.run(4s), "3609: add, announce, advert 100, BACKUP>MASTER master-down; 3659: announce; "
                             "3859: announce");
}

TEST(RouterReconfigure, AWishToClaimEndsWithTheGroup)
{
    auto with = config();
    with.synced = true;
    auto bench = started(with);
    bench.run(10s);
    EXPECT_TRUE(bench.router().standing().wantsMaster);
    bench.reconfigure(config());
    EXPECT_FALSE(bench.router().standing().wantsMaster);
    EXPECT_LE(bench.sleeps(), 0s);
    EXPECT_EQ(bench.wake(), "add, announce, advert 100, BACKUP>MASTER master-down");
}

TEST(RouterReconfigure, AWishToClaimLastsAsLongAsItsTimeHasCome)
{
    auto with = config();
    with.synced = true;
    auto bench = started(with);
    bench.run(4s);
    with.preemptDelay = 1s;
    bench.reconfigure(with);
    EXPECT_TRUE(bench.router().standing().wantsMaster);
    EXPECT_FALSE(bench.sleeps());
    with.interval = 5s; // longer than it has waited
    bench.reconfigure(with);
    EXPECT_FALSE(bench.router().standing().wantsMaster);
    bench.run(20s);
    EXPECT_TRUE(bench.router().standing().wantsMaster);
    with.interfaces.push_back("eth9");
    EXPECT_EQ(bench.reconfigure(with, {"eth9"}), "BACKUP>FAULT link-down");
    EXPECT_FALSE(bench.router().standing().wantsMaster);
}

TEST(RouterReconfigure, AFaultOfTheGroupLastsWithinIt)
{
    auto with = config();
    with.synced = true;
    auto bench = started(with);
    bench.give(GroupFault{true, 1});
    with.preempt = false;
    EXPECT_EQ(bench.reconfigure(with), "");
    EXPECT_EQ(bench.router().state(), State::Fault);
    EXPECT_EQ(bench.give(GroupFault{false}), "FAULT>BACKUP group-recovered");
}

// ---- On the network -------------------------------------------------------------------------------------------------

RouterConfig member(int priority)
{
    auto with = RouterBench::config();
    with.priority = Priority(static_cast<std::uint8_t>(priority));
    return with;
}

TEST(RouterReconfigure, NoVipMovesWhileAllNodesTakeAnotherIntervalOneAfterTheOther)
{
    for (const auto &[from, to] : {std::pair<Duration, Duration>{1s, 5s}, {5s, 1s}, {1s, 100ms}, {100ms, 10s}}) {
        for (const std::size_t first : {0U, 1U}) {
            VirtualNetwork net;
            for (const int priority : {150, 100}) {
                auto with = member(priority);
                with.interval = from;
                net.add(with);
            }
            net.startAll();
            net.run(10 * from);
            net.resetMeasures();
            for (const std::size_t index : {first, 1 - first}) {
                auto with = member(index == 0 ? 150 : 100);
                with.interval = to;
                net.reconfigure(index, with);
                net.run(std::chrono::milliseconds(730));
            }
            net.run(100s);
            EXPECT_EQ(net.stateChanges(), 0) << from.count() << " to " << to.count() << ", first " << first;
            EXPECT_TRUE(net.broken().empty());
        }
    }
}

TEST(RouterReconfigure, NoVipMovesWhileBothNodesTakeAnotherPasswordWithinTwoAndAHalfIntervals)
{
    for (const std::size_t first : {0U, 1U}) {
        for (const Duration phase : {0ms, 250ms, 500ms, 750ms, 999ms}) {
            VirtualNetwork net;
            std::array<RouterConfig, 2> with{member(150), member(100)};
            for (auto &one : with) {
                one.version = 2;
                one.pass = authDataOf("old");
                net.add(one);
            }
            net.startAll();
            net.run(10s + phase);
            net.resetMeasures();
            for (const std::size_t index : {first, 1 - first}) {
                with[index].pass = authDataOf("new");
                net.reconfigure(index, with[index]);
                net.run(2500ms);
            }
            net.run(60s);
            EXPECT_EQ(net.stateChanges(), 0) << "first " << first << ", phase " << phase.count();
        }
    }
}

TEST(RouterReconfigure, PrioritiesThatChangePlacesMoveTheVipOnceAndWithoutAGap)
{
    VirtualNetwork net;
    net.add(member(150));
    net.add(member(100));
    net.startAll();
    net.run(6s);
    net.resetMeasures();
    net.reconfigure(0, member(100));
    net.run(500ms);
    net.reconfigure(1, member(150));
    net.run(20s);
    EXPECT_EQ(net.owners(), Owners{1});
    EXPECT_EQ(net.stateChanges(), 2);
    EXPECT_EQ(net.unowned(), 0ns);
}

} // namespace
} // namespace tandem::vrrp
