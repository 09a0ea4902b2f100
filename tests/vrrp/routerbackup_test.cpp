// SPDX-License-Identifier: GPL-3.0-or-later
#include "routerbench.h"

#include <gtest/gtest.h>

/// What a BACKUP makes of what it hears: equal, lower and higher priority, preemption, discarded packets, start.
namespace tandem::vrrp {
namespace {

using namespace std::chrono_literals;

RouterBench started(const RouterConfig &with = RouterBench::config())
{
    return RouterBench::started(with);
}

TEST(RouterBackup, AHigherAdvertResetsTheTimer)
{
    auto bench = started();
    bench.freeze(2s);
    EXPECT_EQ(bench.hear({.priority = 101}), "");
    EXPECT_EQ(bench.sleeps(), downInterval);
    EXPECT_EQ(bench.router().masterAddress(), ip("10.77.0.2"));
}

TEST(RouterBackup, AnEqualAdvertResetsTheTimerWhateverItsAddress)
{
    for (const char *address : {"10.77.0.0", "10.77.0.2", "10.77.0.250"}) {
        auto bench = started();
        bench.freeze(2s);
        bench.hear({.address = address, .priority = 100});
        EXPECT_EQ(bench.sleeps(), downInterval) << address;
    }
}

TEST(RouterBackup, ALowerAdvertNeitherResetsAPreemptingTimerNorGivesItsInterval)
{
    auto bench = started();
    bench.freeze(2s);
    EXPECT_EQ(bench.hear({.priority = 99, .interval = 5s}), "");
    EXPECT_EQ(bench.sleeps(), downInterval - 2s);
    EXPECT_EQ(bench.router().masterInterval(), 1s);
    EXPECT_EQ(bench.run(1610ms), "1609: add, announce, advert 100, BACKUP>MASTER preempt");
    EXPECT_EQ(bench.lastReason().peer, ip("10.77.0.2"));
    EXPECT_EQ(bench.lastReason().peerPriority, 99);
    EXPECT_EQ(bench.lastReason().waited, downInterval);
}

TEST(RouterBackup, WithNopreemptALowerAdvertDoesBoth)
{
    auto config = RouterBench::config();
    config.preempt = false;
    auto bench = started(config);
    bench.freeze(2s);
    EXPECT_EQ(bench.hear({.priority = 99, .interval = 2s}), "odd interval-differs");
    EXPECT_EQ(bench.router().masterInterval(), 2s);
    EXPECT_EQ(bench.sleeps(), 2 * downInterval);
    bench.run(8s);
    EXPECT_EQ(bench.lastReason().kind, Reason::Kind::MasterDown); // its silence, not preemption
}

TEST(RouterBackup, PreemptDelayLeavesALowerMasterAloneForSoLong)
{
    auto config = RouterBench::config();
    config.preemptDelay = 10s;
    auto bench = started(config);
    std::string did;
    for (int i = 0; i < 20 && did.empty(); ++i) {
        bench.hear({.priority = 50});
        did = bench.run(700ms);
    }
    EXPECT_EQ(did, "200: add, announce, advert 100, BACKUP>MASTER preempt; 250: announce; 450: announce");
    EXPECT_EQ(bench.lastReason().waited, 10s);
}

TEST(RouterBackup, PreemptDelayBeginsAgainAfterAHigherMaster)
{
    auto config = RouterBench::config();
    config.preemptDelay = 5s;
    auto bench = started(config);
    bench.hear({.priority = 50});
    bench.run(3s);
    bench.hear({.priority = 150});
    bench.run(1s);
    bench.hear({.priority = 50});
    EXPECT_EQ(bench.sleeps(), downInterval); // followed again, for 5 s from now
    bench.run(3s);
    EXPECT_EQ(bench.hear({.priority = 50}), "");
    EXPECT_EQ(bench.sleeps(), 2s);
}

TEST(RouterBackup, AResignationDoesNotPutThePreemptionOff)
{
    auto config = RouterBench::config();
    config.preemptDelay = 2s;
    auto bench = started(config);
    bench.hear({.priority = 50});
    bench.freeze(1900ms);
    bench.hear({.priority = 0});
    EXPECT_EQ(bench.sleeps(), 100ms);
}

TEST(RouterBackup, PreemptDelayIsOverWithTheMastershipThatItLedTo)
{
    auto config = RouterBench::config();
    config.preemptDelay = 2s;
    auto bench = started(config);
    bench.hear({.priority = 50});
    bench.run(3s);
    ASSERT_EQ(bench.router().state(), State::Master);
    bench.hear({.address = "10.77.0.3", .priority = 150});
    EXPECT_EQ(bench.sleeps(), downInterval);
    bench.hear({.priority = 50}); // and begins anew
    EXPECT_EQ(bench.sleeps(), 2s);
}

TEST(RouterBackup, PreemptDelayDoesNotKeepADeadMasterAlive)
{
    auto config = RouterBench::config();
    config.preemptDelay = 1000s;
    auto bench = started(config);
    bench.hear({.priority = 50});
    EXPECT_EQ(bench.run(3610ms), "3609: add, announce, advert 100, BACKUP>MASTER master-down");
    auto resigned = started(config);
    resigned.hear({.priority = 50});
    resigned.hear({.priority = 0});
    EXPECT_EQ(resigned.run(1s),
              "609: add, announce, advert 100, BACKUP>MASTER master-resigned; 659: announce; 859: announce");
}

TEST(RouterBackup, ADiscardedPacketTouchesNoTimer)
{
    auto config = RouterBench::config();
    config.version = 2;
    config.pass = authDataOf("mypass");
    auto bench = started(config);
    const Peer right{.priority = 150, .version = 2, .authType = AuthType::Pass, .authData = authDataOf("mypass")};
    std::vector<Peer> wrong(6, right);
    wrong[0].authData = authDataOf("mypasS");
    wrong[1].authData = authDataOf("mypass\0x");
    wrong[1].authData[7] = 1; // behind the terminating zero, where a string comparison would not look
    wrong[2].authType = AuthType::None;
    wrong[3].version = 3;
    wrong[4].interval = 2s;
    wrong[5].authData = {};
    for (int i = 0; i < 24; ++i) {
        for (auto peer : wrong) {
            bench.hear(peer);
            peer.priority = 0;
            bench.hear(peer);
        }
        EXPECT_FALSE(bench.router().masterAddress());
        EXPECT_EQ(bench.run(100ms), "");
    }
    EXPECT_EQ(bench.sleeps(), downInterval - 2400ms);
    bench.hear(right);
    EXPECT_EQ(bench.sleeps(), downInterval);
}

TEST(RouterBackup, PassOfAPeerIsRefusedWhereNoneIsConfigured)
{
    auto config = RouterBench::config();
    config.version = 2;
    auto bench = started(config);
    bench.freeze(1s);
    EXPECT_EQ(bench.hear({.priority = 150, .version = 2, .authType = AuthType::Pass}), "odd wrong-auth-type");
    EXPECT_EQ(bench.sleeps(), downInterval - 1s);
}

TEST(RouterBackup, AnOwnAdvertLoopedBackIsNobodys)
{
    auto bench = started();
    bench.freeze(1s);
    EXPECT_EQ(bench.hear({.address = "10.77.0.1", .priority = 150}), "");
    EXPECT_EQ(bench.sleeps(), downInterval - 1s);
    EXPECT_FALSE(bench.router().masterAddress());
}

TEST(RouterBackup, AnotherVipListIsAcceptedAndTold)
{
    auto bench = started();
    bench.freeze(1s);
    EXPECT_EQ(bench.hear({.priority = 150, .addresses = {ip("10.77.0.200")}}), "odd address-list-differs");
    EXPECT_EQ(bench.sleeps(), downInterval);
    EXPECT_EQ(bench.lastOddity().sender, ip("10.77.0.2"));
}

TEST(RouterBackup, ARouterPausedLongHearsTheMasterBeforeItClaims)
{
    auto bench = started();
    bench.freeze(60s);
    bench.hear({.priority = 150}); // the host reads its socket before it delivers DeadlinePassed
    EXPECT_EQ(bench.wake(), "");
    EXPECT_EQ(bench.router().state(), State::Backup);
}

TEST(RouterBackup, EndsWithoutAWord)
{
    auto bench = started();
    bench.hear({.priority = 150});
    EXPECT_EQ(bench.shutDown(), "BACKUP>STOPPED shutdown");
    EXPECT_FALSE(bench.sleeps());
}

// ---- Start ----------------------------------------------------------------------------------------------------------

TEST(RouterBackup, NothingIsHeardBeforeTheStart)
{
    RouterBench bench(RouterBench::config());
    EXPECT_EQ(bench.hear({.priority = 150}), "");
    EXPECT_FALSE(bench.router().masterAddress());
    EXPECT_FALSE(bench.sleeps());
    EXPECT_EQ(bench.start(), "INIT>BACKUP start");
    EXPECT_EQ(bench.start(), "");
}

TEST(RouterBackup, SilenceDuringTheStartDelayProvesNothing)
{
    auto config = RouterBench::config();
    config.startDelay = 30s;
    auto bench = started(config);
    EXPECT_EQ(bench.sleeps(), 30s + downInterval);
    bench.freeze(1s);
    bench.hear({.priority = 150});
    EXPECT_EQ(bench.sleeps(), 29s + downInterval);
    bench.hear({.priority = 0});
    EXPECT_EQ(bench.sleeps(), 29s + 609'375'000ns); // nor is anything claimed in it
}

TEST(RouterBackup, TheOwnerOfTheAddressesIsMasterAtOnceAndNeverTouchesThem)
{
    auto config = RouterBench::config();
    config.priority = Priority(Priority::owner);
    RouterBench bench(config);
    EXPECT_EQ(bench.start(), "announce, advert 255, INIT>MASTER owns-address");
    EXPECT_EQ(bench.link("", false), "advert 0, MASTER>FAULT link-down");
    EXPECT_EQ(bench.link("", true), "announce, advert 255, FAULT>MASTER owns-address");
    EXPECT_EQ(bench.shutDown(), "advert 0, MASTER>STOPPED shutdown");
}

TEST(RouterBackup, TheOwnerHoldsTheStartDelayToo)
{
    auto config = RouterBench::config();
    config.priority = Priority(Priority::owner);
    config.startDelay = 5s;
    config.preempt = false; // the owner preempts nevertheless
    RouterBench bench(config);
    EXPECT_EQ(bench.start(), "INIT>BACKUP start");
    bench.freeze(1s);
    bench.hear({.priority = 200});
    bench.hear({.priority = 0});
    EXPECT_EQ(bench.run(5s), "4000: announce, advert 255, BACKUP>MASTER owns-address; 4050: announce; 4250: announce; "
                             "5000: advert 255, announce");
}

TEST(RouterBackup, OfTwoOwnersTheOneWithTheSmallerAddressGivesWay)
{
    auto config = RouterBench::config();
    config.priority = Priority(Priority::owner);
    auto bench = started(config);
    EXPECT_EQ(bench.hear({.address = "10.77.0.2", .priority = 255}), "advert 255, MASTER>BACKUP higher-priority");
    EXPECT_EQ(bench.sleeps(), 3s + 3'906'250ns);
}

// ---- Tracks without a verdict
// ------------------------------------------------------------------------------------------

RouterConfig tracked(int weight = 0)
{
    auto config = RouterBench::config();
    config.tracks = {{"maxscale", weight}, {"disk", weight}};
    return config;
}

TEST(RouterBackup, NoMasterBeforeTheFirstVerdictOfEveryTrackOfWeight0)
{
    auto bench = started(tracked());
    EXPECT_EQ(bench.sleeps(), 10s);
    EXPECT_EQ(bench.run(4s), "");
    EXPECT_EQ(bench.track(0, Verdict::Up), "");
    EXPECT_EQ(bench.run(1s), "");
    EXPECT_EQ(bench.track(1, Verdict::Up), "");
    EXPECT_LE(*bench.sleeps(), 0ns); // the timer ran out long ago: as soon as the host has read its socket
    EXPECT_EQ(bench.wake(), "add, announce, advert 100, BACKUP>MASTER master-down");
}

TEST(RouterBackup, ADeadAgentDoesNotKeepTheVipWithoutAnOwnerForEver)
{
    auto bench = started(tracked());
    EXPECT_EQ(bench.run(10s), "10000: add, announce, advert 100, BACKUP>MASTER master-down");
}

TEST(RouterBackup, AFirstVerdictOfDownIsAFault)
{
    auto bench = started(tracked());
    bench.run(5s);
    EXPECT_EQ(bench.track(1, Verdict::Down), "BACKUP>FAULT track-failed");
    EXPECT_EQ(bench.lastReason().track, 1U);
}

TEST(RouterBackup, TracksWithAWeightAreNotWaitedFor)
{
    auto bench = started(tracked(10));
    EXPECT_EQ(bench.sleeps(), downInterval);
}

TEST(RouterBackup, TheOwnerWaitsForTheFirstVerdictToo)
{
    auto config = tracked();
    config.priority = Priority(Priority::owner);
    RouterBench bench(config);
    EXPECT_EQ(bench.start(), "INIT>BACKUP start");
    bench.track(0, Verdict::Up);
    bench.track(1, Verdict::Up);
    EXPECT_EQ(bench.wake(), "announce, advert 255, BACKUP>MASTER owns-address");
}

TEST(RouterBackup, AVerdictBeforeTheStartCounts)
{
    RouterBench bench(tracked());
    EXPECT_EQ(bench.track(0, Verdict::Up), "");
    EXPECT_EQ(bench.track(1, Verdict::Down), "");
    EXPECT_EQ(bench.start(), "INIT>FAULT track-failed");
}

} // namespace
} // namespace tandem::vrrp
