// SPDX-License-Identifier: GPL-3.0-or-later
#include "routerbench.h"

#include <gtest/gtest.h>

/// How a MASTER gives way in a planned move, and how it tells one from a split that healed.
namespace tandem::vrrp {
namespace {

using namespace std::chrono_literals;

RouterConfig config()
{
    return RouterBench::configWithPeer();
}

RouterBench started(const RouterConfig &with = config())
{
    return RouterBench::started(with);
}

RouterBench master(const RouterConfig &with = config())
{
    return RouterBench::master(with);
}

TEST(RouterYield, AnOverrideThatIsHeardTheVipIsKeptFor3MillisecondsMore)
{
    auto bench = master();
    bench.run(995ms); // the next advert is due within them, and is not sent
    EXPECT_EQ(bench.hear({.priority = 151}), "");
    EXPECT_EQ(bench.router().state(), State::Master);
    EXPECT_EQ(bench.sleeps(), 3ms);
    EXPECT_EQ(bench.wake(), ""); // too early
    EXPECT_EQ(bench.run(3ms), "3: advert 100, remove, MASTER>BACKUP higher-priority");
    EXPECT_EQ(bench.lastReason().peerPriority, 151);
    EXPECT_EQ(bench.sleeps(), downInterval - 3ms); // since it was heard
    EXPECT_EQ(bench.router().masterAddress(), ip("10.77.0.2"));
}

TEST(RouterYield, APriorityThatThePeerCanHaveIsASplitThatHealed)
{
    auto bench = master();
    EXPECT_EQ(bench.hear({.priority = 150}), "advert 100, remove, MASTER>BACKUP higher-priority");
}

TEST(RouterYield, WhoIsNoNodeOfTheClusterIsGivenWayAtOnce)
{
    auto bench = master();
    EXPECT_EQ(bench.hear({.address = "10.77.0.3", .priority = 200}),
              "advert 100, remove, MASTER>BACKUP higher-priority");
}

TEST(RouterYield, AnOverrideThatWasThereBeforeTheSplitIsASplitThatHealed)
{
    auto bench = started();
    bench.hear({.priority = 151});
    bench.run(6s); // silence
    ASSERT_EQ(bench.router().state(), State::Master);
    EXPECT_EQ(bench.hear({.priority = 151}), "advert 100, remove, MASTER>BACKUP higher-priority");
}

TEST(RouterYield, AnOverrideOfWhoFellSilentIsPlannedIfItHadNoneBefore)
{
    auto bench = started();
    bench.hear({.priority = 150});
    bench.run(6s);
    ASSERT_EQ(bench.router().state(), State::Master);
    EXPECT_EQ(bench.hear({.priority = 160}), "");
    EXPECT_EQ(bench.run(3ms), "3: advert 100, remove, MASTER>BACKUP higher-priority");
}

TEST(RouterYield, WhoLeftInOrderMayReturnWithAnOverlap)
{
    auto bench = started();
    bench.hear({.priority = 150});
    bench.hear({.priority = 0});
    bench.run(1s);
    ASSERT_EQ(bench.router().state(), State::Master);
    EXPECT_EQ(bench.hear({.priority = 150}), "");
    EXPECT_EQ(bench.run(3ms), "3: advert 100, remove, MASTER>BACKUP higher-priority");
}

TEST(RouterYield, WhoWasToLeaveButDidNotIsGivenWayAtOnce)
{
    auto bench = started();
    bench.hear({.priority = 50});
    bench.run(4s);
    ASSERT_EQ(bench.lastReason().kind, Reason::Kind::Preempt);
    bench.run(2s);
    bench.hear({.priority = 50}); // deaf: it goes on
    EXPECT_EQ(bench.hear({.priority = 150}), "advert 100, remove, MASTER>BACKUP higher-priority");
}

TEST(RouterYield, WhatThePeersAgentAnnouncedIsPlannedForSoLong)
{
    auto bench = master();
    bench.give(TakeoverExpected{ip("10.77.0.3"), 2s});
    bench.run(1s);
    EXPECT_EQ(bench.hear({.address = "10.77.0.3", .priority = 120}), "");
    EXPECT_EQ(bench.run(3ms), "3: advert 100, remove, MASTER>BACKUP higher-priority");
    auto late = master();
    late.give(TakeoverExpected{ip("10.77.0.3"), 2s});
    late.run(2s);
    EXPECT_EQ(late.hear({.address = "10.77.0.3", .priority = 120}),
              "advert 100, remove, MASTER>BACKUP higher-priority");
}

TEST(RouterYield, FurtherAdvertsNeitherPutItOffNorAreAnswered)
{
    auto bench = master();
    bench.hear({.priority = 151});
    bench.run(1ms);
    EXPECT_EQ(bench.hear({.priority = 152}), "");
    EXPECT_EQ(bench.hear({.address = "10.77.0.3", .priority = 50}), "odd second-master");
    EXPECT_EQ(bench.hear({.address = "10.77.0.3", .priority = 0}), "");
    EXPECT_EQ(bench.sleeps(), 2ms);
    EXPECT_EQ(bench.run(2ms), "2: advert 100, remove, MASTER>BACKUP higher-priority");
    EXPECT_EQ(bench.lastReason().peerPriority, 152);
}

TEST(RouterYield, IfTheNewOwnerResignsAtOnceTheOldOneStays)
{
    auto bench = master();
    bench.hear({.priority = 151});
    bench.run(1ms);
    EXPECT_EQ(bench.hear({.priority = 0}), "advert 100, announce");
    EXPECT_EQ(bench.run(100ms), "50: announce");
    EXPECT_EQ(bench.router().state(), State::Master);
}

TEST(RouterYield, AFaultOrAnEndInItRemovesWithoutPriority0ForTheSuccessorIsThere)
{
    auto faulty = master();
    faulty.hear({.priority = 151});
    EXPECT_EQ(faulty.link("", false), "remove, MASTER>FAULT link-down");
    auto ended = master();
    ended.hear({.priority = 151});
    EXPECT_EQ(ended.shutDown(), "remove, MASTER>STOPPED shutdown");
    auto maintained = master();
    maintained.hear({.priority = 151, .interval = 100ms});
    EXPECT_EQ(maintained.give(Maintenance{true}), "remove, MASTER>BACKUP maintenance");
    EXPECT_EQ(maintained.sleeps(), 300ms + 255 * 100'000'000ns / 256); // it is followed
    EXPECT_EQ(maintained.router().masterAddress(), ip("10.77.0.2"));
    auto grouped = master();
    grouped.hear({.priority = 151});
    EXPECT_EQ(grouped.give(GroupYield{1, ip("10.77.0.2")}), "remove, MASTER>BACKUP group-yielded");
}

TEST(RouterYield, WhatChangesInItIsNotAdvertised)
{
    auto with = config();
    with.tracks = {{"disk", -30}};
    auto bench = master(with);
    bench.hear({.priority = 151});
    EXPECT_EQ(bench.track(0, Verdict::Down), "");
    EXPECT_EQ(bench.give(HandedOver{}), "");
    with.addresses.push_back(ip("10.77.0.101"));
    EXPECT_EQ(bench.reconfigure(with), "");
    EXPECT_EQ(bench.run(3ms), "3: advert 70, remove, MASTER>BACKUP higher-priority");
}

TEST(RouterYield, AnOrderToStayInItIsObeyed)
{
    auto bench = master();
    bench.hear({.priority = 151});
    EXPECT_EQ(bench.give(Override{}), "advert 152, announce");
    EXPECT_EQ(bench.run(100ms), "50: announce");
    EXPECT_EQ(bench.router().state(), State::Master);
}

TEST(RouterYield, TheOwnerOfTheAddressesHasNothingToKeep)
{
    auto with = config();
    with.priority = Priority(Priority::owner);
    auto bench = started(with);
    bench.give(TakeoverExpected{ip("10.77.0.2"), 2s});
    bench.hear({.priority = 255});
    EXPECT_EQ(bench.run(3ms), "3: advert 255, MASTER>BACKUP higher-priority");
}

} // namespace
} // namespace tandem::vrrp
