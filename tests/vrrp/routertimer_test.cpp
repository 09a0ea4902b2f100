// SPDX-License-Identifier: GPL-3.0-or-later
#include "routerbench.h"

#include <gtest/gtest.h>

/// Skew_Time, Master_Down_Interval and the schedule of a MASTER.
namespace tandem::vrrp {
namespace {

using namespace std::chrono_literals;

RouterConfig withPriority(int priority, std::uint8_t version = 3, Duration interval = 1s)
{
    auto config = RouterBench::config();
    config.version = version;
    config.priority = Priority(static_cast<std::uint8_t>(priority));
    config.interval = interval;
    return config;
}

TEST(RouterTimer, Version2SkewIsAPartOfASecondWhateverTheInterval)
{
    EXPECT_EQ(Router(withPriority(100, 2)).skewTime(), 609'375'000ns); // 156/256 s
    EXPECT_EQ(Router(withPriority(100, 2, 5s)).skewTime(), 609'375'000ns);
    EXPECT_EQ(Router(withPriority(255, 2)).skewTime(), 3'906'250ns);
    EXPECT_EQ(Router(withPriority(100, 2, 5s)).masterDownInterval(), 15'609'375'000ns);
}

TEST(RouterTimer, Version3SkewIsAPartOfTheIntervalInNanoseconds)
{
    EXPECT_EQ(Router(withPriority(100, 3, 1s)).skewTime(), 609'375'000ns);
    EXPECT_EQ(Router(withPriority(100, 3, 10ms)).skewTime(), 6'093'750ns);
    EXPECT_EQ(Router(withPriority(254, 3, 10ms)).skewTime(), 78'125ns); // not rounded to zero
    EXPECT_EQ(Router(withPriority(255, 3, 10ms)).skewTime(), 39'062ns);
    EXPECT_EQ(Router(withPriority(254, 3, 10ms)).masterDownInterval(), 30'078'125ns);
}

TEST(RouterTimer, ABackupTakesOverAfterMasterDownIntervalOfSilence)
{
    RouterBench bench(withPriority(100));
    EXPECT_EQ(bench.start(), "INIT>BACKUP start");
    EXPECT_EQ(bench.sleeps(), 3'609'375'000ns);
    EXPECT_EQ(bench.run(3'609'374'999ns), "");
    EXPECT_EQ(bench.run(1ns), "0: add, announce, advert 100, BACKUP>MASTER master-down");
    EXPECT_EQ(bench.lastReason().waited, 3'609'375'000ns);
    EXPECT_TRUE(bench.lastReason().peer.isUnspecified());
}

TEST(RouterTimer, WakingTooEarlyDoesNothing)
{
    RouterBench bench(withPriority(100));
    EXPECT_EQ(bench.wake(), "");
    EXPECT_FALSE(bench.sleeps());
    bench.start();
    bench.freeze(3s);
    EXPECT_EQ(bench.wake(), "");
    EXPECT_EQ(bench.sleeps(), 609'375'000ns);
}

TEST(RouterTimer, AVersion3BackupAdoptsTheMastersInterval)
{
    RouterBench bench(withPriority(100, 3, 1s));
    bench.start();
    EXPECT_EQ(bench.hear({.priority = 150, .interval = 100ms}), "odd interval-differs");
    EXPECT_EQ(bench.router().masterInterval(), 100ms);
    EXPECT_EQ(bench.router().skewTime(), 60'937'500ns);
    EXPECT_EQ(bench.sleeps(), 360'937'500ns);
}

TEST(RouterTimer, AMasterSendsAtItsOwnIntervalAgain)
{
    RouterBench bench(withPriority(100, 3, 1s));
    bench.start();
    bench.hear({.priority = 150, .interval = 100ms});
    EXPECT_EQ(bench.run(400ms), "360: add, announce, advert 100, BACKUP>MASTER master-down");
    EXPECT_EQ(bench.router().masterInterval(), 1s);
    EXPECT_EQ(bench.router().skewTime(), 609'375'000ns);
    bench.run(100ms);
    EXPECT_EQ(bench.run(900ms), "110: announce; 860: advert 100, announce");
}

TEST(RouterTimer, Priority0BringsTheTakeOverToSkewTimeOfTheMastersInterval)
{
    RouterBench bench(withPriority(100, 3, 1s));
    bench.start();
    bench.hear({.priority = 150, .interval = 100ms});
    bench.freeze(20ms);
    EXPECT_EQ(bench.hear({.priority = 0, .interval = 1s}), ""); // its own interval is not looked at
    EXPECT_EQ(bench.router().masterInterval(), 100ms);
    EXPECT_EQ(bench.sleeps(), 60'937'500ns);
    EXPECT_EQ(bench.run(61ms), "60: add, announce, advert 100, BACKUP>MASTER master-resigned");
    EXPECT_EQ(bench.lastReason().peer, ip("10.77.0.2"));
    EXPECT_EQ(bench.lastReason().peerPriority, 150);
    EXPECT_EQ(bench.lastReason().waited, 60'937'500ns);
}

TEST(RouterTimer, AStreamOfPriority0DoesNotPutTheTakeOverOff)
{
    RouterBench bench(withPriority(100, 3, 1s));
    bench.start();
    bench.hear({.priority = 150});
    std::string did;
    for (int i = 0; i < 10 && did.empty(); ++i) {
        bench.hear({.priority = 0});
        did = bench.run(100ms);
    }
    EXPECT_EQ(did, "9: add, announce, advert 100, BACKUP>MASTER master-resigned; 59: announce");
}

TEST(RouterTimer, AnAdvertAfterPriority0IsAMasterAgain)
{
    RouterBench bench(withPriority(100, 3, 1s));
    bench.start();
    bench.hear({.priority = 150});
    bench.hear({.priority = 0});
    bench.freeze(300ms);
    bench.hear({.address = "10.77.0.3", .priority = 120});
    EXPECT_EQ(bench.sleeps(), 3'609'375'000ns);
    bench.run(4s);
    EXPECT_EQ(bench.lastReason().kind, Reason::Kind::MasterDown);
    EXPECT_EQ(bench.lastReason().peer, ip("10.77.0.3"));
}

TEST(RouterTimer, AVersion2ReceiverDiscardsAnotherInterval)
{
    RouterBench bench(withPriority(100, 2, 1s));
    bench.start();
    bench.freeze(2s);
    EXPECT_EQ(bench.hear({.priority = 150, .interval = 2s, .version = 2}), "odd interval-differs");
    EXPECT_EQ(bench.sleeps(), 1'609'375'000ns);
    EXPECT_EQ(bench.hear({.priority = 0, .interval = 2s, .version = 2}), "");
    EXPECT_EQ(bench.sleeps(), 1'609'375'000ns);
    EXPECT_EQ(bench.hear({.priority = 150, .interval = 1s, .version = 2}), "");
    EXPECT_EQ(bench.sleeps(), 3'609'375'000ns);
}

TEST(RouterTimer, AMasterSendsFromItsScheduleWithoutDrift)
{
    RouterBench bench(withPriority(100, 3, 100ms));
    bench.start();
    bench.run(5s);
    const auto phase = bench.router().deadline()->time_since_epoch() % 100ms;
    for (int i = 0; i < 50; ++i) { // woken 7 ms late each time
        bench.freeze(*bench.sleeps() + 7ms);
        EXPECT_EQ(bench.wake(), "advert 100");
        EXPECT_EQ(bench.router().deadline()->time_since_epoch() % 100ms, phase);
        EXPECT_EQ(bench.sleeps(), 93ms);
    }
}

TEST(RouterTimer, AMasterThatWasFrozenSendsOnceAndNotInABurst)
{
    RouterBench bench(withPriority(100, 3, 100ms));
    bench.start();
    bench.run(5s);
    const auto phase = bench.router().deadline()->time_since_epoch() % 100ms;
    bench.freeze(10s);
    EXPECT_EQ(bench.wake(), "advert 100");
    EXPECT_EQ(bench.wake(), "");
    EXPECT_GT(*bench.sleeps(), 0ns);
    EXPECT_LE(*bench.sleeps(), 100ms);
    EXPECT_EQ(bench.router().deadline()->time_since_epoch() % 100ms, phase);
}

TEST(RouterTimer, ATakeOverIsAnnouncedAgainAt50And250And1000Milliseconds)
{
    RouterBench bench(withPriority(100, 3, 40950ms)); // so slow that no advert comes between
    bench.start();
    bench.run(bench.router().masterDownInterval());
    EXPECT_EQ(bench.router().state(), State::Master);
    EXPECT_EQ(bench.run(30s), "50: announce; 250: announce; 1000: announce");
}

TEST(RouterTimer, AnnouncementsThatWereMissedAreMadeUpForOnce)
{
    RouterBench bench(withPriority(100, 3, 40950ms));
    bench.start();
    bench.run(bench.router().masterDownInterval());
    bench.freeze(600ms);
    EXPECT_EQ(bench.wake(), "announce");
    EXPECT_EQ(bench.sleeps(), 400ms);
}

TEST(RouterTimer, ARaisedPriorityShortensTheTimerThatRuns)
{
    auto config = withPriority(100);
    config.tracks = {{"bonus", 56}};
    RouterBench bench(config);
    bench.start();
    bench.hear({.priority = 200});
    bench.freeze(1s);
    EXPECT_EQ(bench.track(0, Verdict::Up), "");
    EXPECT_EQ(bench.router().skewTime(), 390'625'000ns); // 100/256 s
    EXPECT_EQ(bench.sleeps(), 2'390'625'000ns);
}

} // namespace
} // namespace tandem::vrrp
