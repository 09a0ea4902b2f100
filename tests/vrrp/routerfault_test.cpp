// SPDX-License-Identifier: GPL-3.0-or-later
#include "routerbench.h"

#include <gtest/gtest.h>

/// FAULT from links and tracks, and weights on the priority.
namespace tandem::vrrp {
namespace {

using namespace std::chrono_literals;

RouterConfig config()
{
    return RouterBench::configOnTwoInterfaces();
}

RouterConfig tracked(std::vector<int> weights)
{
    auto with = config();
    for (const int weight : weights)
        with.tracks.push_back({"t" + std::to_string(with.tracks.size()), weight});
    return with;
}

/// MASTER with all tracks up.
RouterBench master(const RouterConfig &with)
{
    return RouterBench::master(with);
}

TEST(RouterFault, AMasterThatLosesItsLinkRemovesThenResigns)
{
    auto bench = master(config());
    EXPECT_EQ(bench.link("eth0", false), "remove, advert 0, MASTER>FAULT link-down");
    EXPECT_EQ(bench.lastReason().link, 0U);
    EXPECT_EQ(bench.router().effectivePriority().value(), 0);
    EXPECT_FALSE(bench.sleeps());
    EXPECT_EQ(bench.link("eth0", false), "");
}

TEST(RouterFault, AMasterWhoseTrackOfWeight0FailsRemovesThenResigns)
{
    auto bench = master(tracked({0}));
    EXPECT_EQ(bench.track(0, Verdict::Down), "remove, advert 0, MASTER>FAULT track-failed");
    EXPECT_EQ(bench.lastReason().track, 0U);
    EXPECT_EQ(bench.track(0, Verdict::Down), "");
}

TEST(RouterFault, ABackupInFaultClaimsNothing)
{
    RouterBench bench(tracked({0}));
    bench.start();
    EXPECT_EQ(bench.track(0, Verdict::Down), "BACKUP>FAULT track-failed");
    EXPECT_EQ(bench.run(60s), "");
    EXPECT_EQ(bench.hear({.priority = 0}), "");
    EXPECT_EQ(bench.run(60s), "");
}

TEST(RouterFault, AMissingInterfaceIsAFaultFromTheStart)
{
    RouterBench bench(config());
    EXPECT_EQ(bench.start(false), "INIT>FAULT link-down");
    EXPECT_EQ(bench.link("eth0", true), "FAULT>BACKUP link-up");
    EXPECT_EQ(bench.sleeps(), downInterval);
}

TEST(RouterFault, ATrackedInterfaceThatIsDownBeforeTheStartIsAFault)
{
    RouterBench bench(config());
    EXPECT_EQ(bench.link("eth1", false), "");
    EXPECT_EQ(bench.start(), "INIT>FAULT link-down");
    EXPECT_EQ(bench.lastReason().link, 1U);
}

TEST(RouterFault, EveryFaultMustBeOverBeforeBackup)
{
    auto bench = master(tracked({0, 0}));
    bench.link("eth1", false);
    EXPECT_EQ(bench.lastReason().link, 1U);
    EXPECT_EQ(bench.link("eth0", false), "");
    EXPECT_EQ(bench.track(1, Verdict::Down), "");
    EXPECT_EQ(bench.link("eth0", true), "");
    EXPECT_EQ(bench.track(1, Verdict::Up), "");
    EXPECT_EQ(bench.link("eth1", true), "FAULT>BACKUP link-up");
    EXPECT_EQ(bench.lastReason().link, 1U);
}

TEST(RouterFault, RecoveryIsToBackupWithAWholeMasterDownInterval)
{
    auto bench = master(tracked({0}));
    bench.track(0, Verdict::Down);
    bench.run(100s);
    EXPECT_EQ(bench.track(0, Verdict::Up), "FAULT>BACKUP track-recovered");
    EXPECT_EQ(bench.sleeps(), downInterval);
}

TEST(RouterFault, TheIntervalLearntBeforeAFaultIsForgotten)
{
    RouterBench bench(config());
    bench.start();
    bench.hear({.priority = 150, .interval = 10ms});
    bench.link("eth0", false);
    bench.link("eth0", true);
    EXPECT_EQ(bench.sleeps(), downInterval);
}

TEST(RouterFault, AfterLinkUpNothingIsClaimedDuringTheHoldDown)
{
    auto with = config();
    with.startDelay = 20s;
    RouterBench bench(with);
    bench.start();
    bench.run(25s);
    ASSERT_EQ(bench.router().state(), State::Master);
    bench.link("eth0", false);
    bench.link("eth0", true);
    EXPECT_EQ(bench.sleeps(), 20s + downInterval);
    bench.freeze(5s);
    bench.link("eth0", false); // flaps: begins again
    bench.link("eth0", true);
    EXPECT_EQ(bench.sleeps(), 20s + downInterval);
}

TEST(RouterFault, TheHoldDownCountsFromLinkUpAlsoWhenATrackRecoversLater)
{
    auto with = tracked({0});
    with.startDelay = 20s;
    RouterBench bench(with);
    bench.start();
    bench.track(0, Verdict::Down);
    bench.link("eth0", false);
    bench.link("eth0", true);
    bench.freeze(15s);
    bench.track(0, Verdict::Up);
    EXPECT_EQ(bench.sleeps(), 5s + downInterval);
    bench.track(0, Verdict::Down);
    bench.freeze(15s);
    bench.track(0, Verdict::Up);
    EXPECT_EQ(bench.sleeps(), downInterval); // a track alone holds nothing down
}

TEST(RouterFault, AMasterHeardInFaultIsKnownButTouchesNothing)
{
    auto bench = master(config());
    bench.link("eth0", false);
    EXPECT_EQ(bench.hear({.priority = 150}), "");
    EXPECT_EQ(bench.router().masterAddress(), ip("10.77.0.2"));
    EXPECT_FALSE(bench.sleeps());
}

TEST(RouterFault, ShutdownInFaultSendsNothing)
{
    auto bench = master(config());
    bench.link("eth0", false);
    EXPECT_EQ(bench.shutDown(), "FAULT>STOPPED shutdown");
}

TEST(RouterFault, AnUnknownInterfaceIsTheOwnOne)
{
    RouterBench bench(RouterBench::config()); // names no interfaces
    bench.start();
    EXPECT_EQ(bench.link("bond0", false), "BACKUP>FAULT link-down");
    EXPECT_EQ(bench.link("bond0", true), "FAULT>BACKUP link-up");
}

// ---- Weights --------------------------------------------------------------------------------------------------------

TEST(RouterFault, APositiveWeightCountsWhileUpANegativeOneWhileDown)
{
    RouterBench bench(tracked({20, -30}));
    bench.start();
    EXPECT_EQ(bench.router().effectivePriority().value(), 100);
    bench.track(0, Verdict::Up);
    EXPECT_EQ(bench.router().effectivePriority().value(), 120);
    bench.track(1, Verdict::Up);
    EXPECT_EQ(bench.router().effectivePriority().value(), 120);
    bench.track(1, Verdict::Down);
    EXPECT_EQ(bench.router().effectivePriority().value(), 90);
    bench.track(0, Verdict::Down);
    EXPECT_EQ(bench.router().effectivePriority().value(), 70);
    EXPECT_EQ(bench.router().state(), State::Backup); // a track with a weight is no fault
}

TEST(RouterFault, WeightsKeepThePriorityWithin1And254)
{
    RouterBench bench(tracked({200, -253}));
    bench.start();
    bench.track(0, Verdict::Up);
    EXPECT_EQ(bench.router().effectivePriority().value(), 254);
    bench.track(0, Verdict::Down);
    bench.track(1, Verdict::Down);
    EXPECT_EQ(bench.router().effectivePriority().value(), 1);
}

TEST(RouterFault, TheOwnersPriorityHasNoWeights)
{
    auto with = tracked({-100});
    with.priority = Priority(Priority::owner);
    RouterBench bench(with);
    bench.start();
    EXPECT_EQ(bench.track(0, Verdict::Down), "");
    EXPECT_EQ(bench.router().effectivePriority().value(), 255);
}

TEST(RouterFault, AChangedPriorityIsAdvertisedAtOnceByAMaster)
{
    auto bench = master(tracked({-30}));
    const auto due = bench.router().deadline();
    EXPECT_EQ(bench.track(0, Verdict::Down), "advert 70");
    EXPECT_EQ(bench.router().deadline(), due); // beside the schedule
    EXPECT_EQ(bench.track(0, Verdict::Up), "advert 100");
}

TEST(RouterFault, UnknownMovesNothingAlsoAfterAVerdict)
{
    auto bench = master(tracked({0, -30, 20}));
    EXPECT_EQ(bench.router().effectivePriority().value(), 120);
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_EQ(bench.track(i, Verdict::Unknown), "");
    EXPECT_EQ(bench.router().effectivePriority().value(), 120);
    EXPECT_EQ(bench.router().state(), State::Master);
    bench.track(0, Verdict::Down);
    EXPECT_EQ(bench.track(0, Verdict::Unknown), "");
    EXPECT_EQ(bench.router().state(), State::Fault);
}

TEST(RouterFault, AnIndexThatNoTrackHasIsIgnored)
{
    auto bench = master(tracked({0}));
    EXPECT_EQ(bench.track(1, Verdict::Down), "");
    EXPECT_EQ(bench.track(static_cast<std::size_t>(-1), Verdict::Down), "");
}

TEST(RouterFault, AMasterAboutToBePreemptedIsFollowedWhenTheOwnPriorityFallsBelowIt)
{
    RouterBench bench(tracked({-60}));
    bench.start();
    for (int i = 0; i < 3; ++i) {
        bench.hear({.priority = 80});
        bench.run(1s);
    }
    bench.hear({.priority = 80});
    bench.freeze(500ms); // 109 ms before the preemption
    bench.track(0, Verdict::Down);
    EXPECT_EQ(bench.sleeps(), 3s + (256 - 40) * 1'000'000'000ns / 256 - 500ms); // from its last advert
}

TEST(RouterFault, PreemptDelayEndsWhenTheOwnPriorityFallsBelowTheMasters)
{
    auto with = tracked({-60});
    with.preemptDelay = 2s;
    RouterBench bench(with);
    bench.start();
    bench.hear({.priority = 80});
    EXPECT_EQ(bench.sleeps(), 2s);
    bench.track(0, Verdict::Down);
    EXPECT_EQ(bench.sleeps(), 3s + (256 - 40) * 1'000'000'000ns / 256);
}

} // namespace
} // namespace tandem::vrrp
