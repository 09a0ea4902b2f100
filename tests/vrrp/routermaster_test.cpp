// SPDX-License-Identifier: GPL-3.0-or-later
#include "routerbench.h"

#include <gtest/gtest.h>

/// What a MASTER makes of what it hears, and the order in which it leaves.
namespace tandem::vrrp {
namespace {

using namespace std::chrono_literals;

RouterBench master(const RouterConfig &with = RouterBench::config())
{
    return RouterBench::master(with);
}

TEST(RouterMaster, ComesWithAddressThenAnnouncementThenAdvert)
{
    RouterBench bench(RouterBench::config());
    bench.start();
    EXPECT_EQ(bench.run(3610ms), "3609: add, announce, advert 100, BACKUP>MASTER master-down");
}

TEST(RouterMaster, AnAdvertThatIsNearlyDueGoesWhenTheHostIsAwakeAnywayAndTheScheduleStays)
{
    auto bench = master();
    const Duration early = Router::earliness(1s);
    EXPECT_EQ(early, 7'812'500ns);
    bench.freeze(*bench.sleeps() - early - 1ns);
    EXPECT_EQ(bench.give(Awake{}), "");
    bench.freeze(1ns);
    EXPECT_EQ(bench.give(Awake{}), "advert 100");
    EXPECT_EQ(bench.sleeps(), 1s + early);
    EXPECT_EQ(bench.give(Awake{}), "");
}

TEST(RouterMaster, BeingAwakeIsNoReasonToClaimToAnnounceOrToSpeakWhileYielding)
{
    RouterBench bench(RouterBench::config());
    EXPECT_EQ(bench.give(Awake{}), "");
    bench.start();
    bench.freeze(*bench.sleeps() - 1ns);
    EXPECT_EQ(bench.give(Awake{}), "");
    bench.run(1ns);
    ASSERT_EQ(bench.router().state(), State::Master);
    bench.freeze(*bench.sleeps() - 1ns); // an announcement
    EXPECT_EQ(bench.give(Awake{}), "");
    bench.run(6s);
    bench.give(TakeoverExpected{ip("10.77.0.2"), 1s});
    bench.freeze(*bench.sleeps() - 1ms);
    ASSERT_EQ(bench.hear({.priority = 200}), ""); // the planned overlap
    EXPECT_EQ(bench.give(Awake{}), "");
}

TEST(RouterMaster, LeavesInOrderAddressesFirst)
{
    auto bench = master();
    EXPECT_EQ(bench.shutDown(), "remove, advert 0, MASTER>STOPPED shutdown");
    EXPECT_EQ(bench.router().effectivePriority().value(), 0);
    EXPECT_FALSE(bench.sleeps());
}

TEST(RouterMaster, StoppedIsFinal)
{
    auto bench = master();
    bench.shutDown();
    EXPECT_EQ(bench.start(), "");
    EXPECT_EQ(bench.hear({.priority = 50}), "");
    EXPECT_EQ(bench.link("", false), "");
    EXPECT_EQ(bench.shutDown(), "");
    EXPECT_EQ(bench.run(60s), "");
}

TEST(RouterMaster, YieldsToAHigherAdvertWithOneOfItsOwnFirst)
{
    auto bench = master();
    EXPECT_EQ(bench.hear({.priority = 101, .interval = 500ms}),
              "advert 100, remove, MASTER>BACKUP higher-priority, odd interval-differs");
    EXPECT_EQ(bench.lastReason().peer, ip("10.77.0.2"));
    EXPECT_EQ(bench.lastReason().peerPriority, 101);
    EXPECT_EQ(bench.router().masterAddress(), ip("10.77.0.2"));
    EXPECT_EQ(bench.sleeps(), 1'804'687'500ns); // of the master's interval
}

TEST(RouterMaster, OfEqualPriorityTheGreaterAddressStays)
{
    auto yielding = master();
    EXPECT_EQ(yielding.hear({.address = "10.77.0.2", .priority = 100}),
              "advert 100, remove, MASTER>BACKUP higher-priority");
    auto staying = master();
    EXPECT_EQ(staying.hear({.address = "10.77.0.0", .priority = 100}), "advert 100, announce, odd second-master");
}

TEST(RouterMaster, AddressesAreComparedUnsignedInNetworkOrder)
{
    auto config = RouterBench::config();
    config.primaryAddress = ip("10.0.0.200"); // little-endian, or as a signed number, 9 and 10 would be the smaller
    auto staying = master(config);
    EXPECT_EQ(staying.hear({.address = "10.0.0.9", .priority = 100}), "advert 100, announce, odd second-master");
    auto yielding = master(config);
    EXPECT_EQ(yielding.hear({.address = "192.0.0.1", .priority = 100}),
              "advert 100, remove, MASTER>BACKUP higher-priority");
}

TEST(RouterMaster, AnswersALowerMasterAtOnceAndAnnouncesAgain)
{
    auto bench = master();
    const auto due = bench.router().deadline();
    EXPECT_EQ(bench.hear({.priority = 99}), "advert 100, announce, odd second-master");
    EXPECT_LT(bench.router().deadline(), due); // for the announcements
    EXPECT_EQ(bench.run(1050ms), "50: announce; 250: announce; 609: advert 100; 1000: announce");
    EXPECT_EQ(bench.router().state(), State::Master);
}

TEST(RouterMaster, AnswersPriority0AtOnceWithoutCallingItASecondMaster)
{
    auto bench = master();
    EXPECT_EQ(bench.hear({.priority = 0}), "advert 100, announce");
}

TEST(RouterMaster, AFloodOfLowerAdvertsIsAnsweredThreeTimesAnInterval)
{
    auto bench = master();
    bench.run(*bench.sleeps()); // just behind a scheduled advert
    int answers = 0;
    for (int i = 0; i < 900; ++i) {
        answers += bench.hear({.priority = 99}).find("advert 100, announce") == 0;
        bench.freeze(1ms);
    }
    EXPECT_EQ(answers, 3);
    bench.run(200ms);
    EXPECT_EQ(bench.hear({.priority = 99}), "advert 100, announce");
}

TEST(RouterMaster, ALowerMastersIntervalIsNotAdopted)
{
    auto bench = master();
    bench.hear({.priority = 99, .interval = 5s});
    EXPECT_EQ(bench.router().masterInterval(), 1s);
}

TEST(RouterMaster, ADiscardedHigherAdvertMovesNothing)
{
    auto config = RouterBench::config();
    config.version = 2;
    config.pass = authDataOf("mypass");
    auto bench = master(config);
    EXPECT_EQ(bench.hear({.priority = 255, .version = 2, .authType = AuthType::Pass, .authData = authDataOf("yours")}),
              "odd wrong-password");
    EXPECT_EQ(bench.hear({.priority = 255, .version = 3}), "odd version-differs");
    EXPECT_EQ(bench.hear({.priority = 255, .version = 2}), "odd wrong-auth-type");
    EXPECT_EQ(bench.router().state(), State::Master);
}

TEST(RouterMaster, AnOwnAdvertLoopedBackIsNoSecondMaster)
{
    auto bench = master();
    EXPECT_EQ(bench.hear({.address = "10.77.0.1", .priority = 100}), "");
}

TEST(RouterMaster, WorksOverIpv6WithItsAddressesCompared)
{
    auto config = RouterBench::config();
    config.primaryAddress = ip("fe80::20");
    config.addresses = {ip("fe80::100"), ip("fd00::100")};
    const auto vips = config.addresses;
    auto bench = master(config);
    EXPECT_EQ(bench.hear({.address = "fe80::1f", .priority = 100, .addresses = vips}),
              "advert 100, announce, odd second-master");
    EXPECT_EQ(bench.hear({.address = "fe80::9:0", .priority = 100, .addresses = vips}),
              "advert 100, remove, MASTER>BACKUP higher-priority");
}

} // namespace
} // namespace tandem::vrrp
