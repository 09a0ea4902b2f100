// SPDX-License-Identifier: GPL-3.0-or-later
#include "routerbench.h"

#include <gtest/gtest.h>
#include <set>

/// Switchover and maintenance, as one router sees them. The network's view is in switchover_test.cpp.
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

// ---- The target -----------------------------------------------------------------------------------------------------

TEST(RouterOverride, ClaimsAtOnceAboveTheOwnerAndAnnouncesFirst)
{
    auto bench = started();
    bench.hear({.priority = 150});
    EXPECT_EQ(bench.give(Override{}), "add, announce, advert 151, BACKUP>MASTER override");
    EXPECT_EQ(bench.lastReason().peer, ip("10.77.0.2"));
    EXPECT_EQ(bench.lastReason().peerPriority, 150);
    EXPECT_EQ(bench.router().overridePriority(), Priority(151));
    EXPECT_EQ(bench.run(1s), "50: announce; 250: announce; 1000: advert 151, announce");
}

TEST(RouterOverride, IsAtLeastWhatTheOtherNodesCanHave)
{
    auto bench = started();
    bench.hear({.priority = 130}); // a weight of its is missing
    EXPECT_EQ(bench.give(Override{Priority(171)}), "add, announce, advert 171, BACKUP>MASTER override");
}

TEST(RouterOverride, WithoutAKnownMasterItClaimsWithItsOwnPriority)
{
    auto bench = started();
    EXPECT_EQ(bench.give(Override{}), "add, announce, advert 100, BACKUP>MASTER override");
    EXPECT_TRUE(bench.lastReason().peer.isUnspecified());
}

TEST(RouterOverride, NeedsNoMoreThanTheOwnPriorityWhereThatIsHigher)
{
    auto with = config();
    with.preempt = false;
    auto bench = started(with);
    bench.hear({.priority = 50});
    EXPECT_EQ(bench.give(Override{}), "add, announce, advert 100, BACKUP>MASTER override");
}

TEST(RouterOverride, IsImpossibleAbove254)
{
    for (const std::uint8_t priority : {254, 255}) {
        auto bench = started();
        bench.hear({.priority = priority});
        EXPECT_EQ(bench.router().refusalOf(Override{}), OrderRefusal::PriorityTooHigh);
        EXPECT_EQ(bench.give(Override{}), "");
        EXPECT_EQ(bench.router().state(), State::Backup);
        EXPECT_FALSE(bench.router().overridePriority());
    }
    auto bench = started();
    bench.hear({.priority = 253});
    EXPECT_FALSE(bench.router().refusalOf(Override{}));
    EXPECT_EQ(bench.router().refusalOf(Override{Priority(255)}), OrderRefusal::PriorityTooHigh);
    EXPECT_EQ(bench.give(Override{}), "add, announce, advert 254, BACKUP>MASTER override");
}

TEST(RouterOverride, AMasterThatResignedNeedsNotBeExceeded)
{
    auto bench = started();
    bench.hear({.priority = 254});
    bench.hear({.priority = 0});
    EXPECT_EQ(bench.give(Override{}), "add, announce, advert 100, BACKUP>MASTER override");
}

TEST(RouterOverride, IsRefusedByNameWhereTheRouterCannotBeMaster)
{
    RouterBench early(config());
    EXPECT_EQ(early.router().refusalOf(Override{}), OrderRefusal::NotRunning);
    EXPECT_EQ(early.give(Override{}), "");
    auto ended = started();
    ended.shutDown();
    EXPECT_EQ(ended.router().refusalOf(Override{}), OrderRefusal::NotRunning);
    auto faulty = started();
    faulty.link("", false);
    EXPECT_EQ(faulty.router().refusalOf(Override{}), OrderRefusal::Fault);
    EXPECT_EQ(faulty.give(Override{}), "");
    auto with = config();
    with.tracks = {{"maxscale", 0}};
    auto unknown = started(with);
    EXPECT_EQ(unknown.router().refusalOf(Override{}), OrderRefusal::HealthUnknown);
    unknown.track(0, Verdict::Up);
    EXPECT_FALSE(unknown.router().refusalOf(Override{}));
    auto maintained = started();
    maintained.give(Maintenance{true});
    EXPECT_EQ(maintained.router().refusalOf(Override{}), OrderRefusal::InMaintenance);
}

TEST(RouterOverride, TheOwnerOfTheAddressesNeedsNone)
{
    auto with = config();
    with.priority = Priority(Priority::owner);
    with.startDelay = 60s;
    auto bench = started(with);
    bench.hear({.priority = 254});
    EXPECT_EQ(bench.give(Override{}), "announce, advert 255, BACKUP>MASTER override");
    EXPECT_FALSE(bench.router().overridePriority());
}

TEST(RouterOverride, LastsThroughAFaultUntilItIsCleared)
{
    auto bench = started();
    bench.hear({.priority = 150});
    bench.give(Override{});
    bench.link("", false);
    EXPECT_EQ(bench.router().effectivePriority().value(), 0);
    EXPECT_EQ(bench.hear({.priority = 150}), "");
    bench.link("", true);
    EXPECT_EQ(bench.router().effectivePriority().value(), 151);
    bench.hear({.priority = 150});
    EXPECT_EQ(bench.give(ClearOverride{}), "");
    EXPECT_EQ(bench.router().effectivePriority().value(), 100);
    bench.hear({.priority = 150});
    EXPECT_EQ(bench.sleeps(), downInterval);
}

TEST(RouterOverride, ClearedItAdvertisesItsOwnPriorityAtOnce)
{
    auto bench = started();
    bench.hear({.priority = 150});
    bench.give(Override{});
    EXPECT_EQ(bench.give(ClearOverride{}), "advert 100");
    EXPECT_EQ(bench.give(ClearOverride{}), "");
    EXPECT_EQ(bench.router().state(), State::Master);
}

TEST(RouterOverride, IsOverWhenAHigherAdvertOverrulesIt)
{
    auto bench = started();
    bench.hear({.priority = 150});
    bench.give(Override{});
    bench.run(2s);
    bench.hear({.priority = 152}); // a newer order
    bench.run(10ms);
    EXPECT_EQ(bench.router().state(), State::Backup);
    EXPECT_FALSE(bench.router().overridePriority());
    auto faulty = started();
    faulty.hear({.priority = 150});
    faulty.give(Override{});
    faulty.link("", false);
    faulty.hear({.priority = 152});
    EXPECT_FALSE(faulty.router().overridePriority());
}

TEST(RouterOverride, OfAMasterHoldsItWhereItIs)
{
    auto bench = master();
    EXPECT_EQ(bench.give(Override{Priority(171)}), "advert 171");
    EXPECT_EQ(bench.give(Override{}), ""); // in force already
    EXPECT_EQ(bench.router().overridePriority(), Priority(171));
}

TEST(RouterOverride, AWeightBelowItChangesNothingOnTheWire)
{
    auto with = config();
    with.tracks = {{"disk", -30}};
    auto bench = started(with);
    bench.hear({.priority = 150});
    bench.give(Override{});
    EXPECT_EQ(bench.track(0, Verdict::Down), "");
    EXPECT_EQ(bench.router().effectivePriority().value(), 151);
    EXPECT_EQ(bench.give(ClearOverride{}), "advert 70");
}

TEST(RouterOverride, TheOldOwnersAcknowledgementIsAnnouncedAtOnceAndBeginsTheScheduleAgain)
{
    auto bench = started();
    bench.hear({.priority = 150});
    EXPECT_EQ(bench.give(HandedOver{}), ""); // not MASTER
    bench.give(Override{});
    bench.run(400ms);
    EXPECT_EQ(bench.give(HandedOver{}), "announce");
    EXPECT_EQ(bench.run(500ms), "50: announce; 250: announce");
}

TEST(RouterOverride, TheFarewellOfTheOldOwnerIsAnsweredAndNoSecondMaster)
{
    auto bench = started();
    bench.hear({.priority = 150});
    bench.give(Override{});
    bench.run(3ms);
    EXPECT_EQ(bench.hear({.priority = 150}), "advert 151, announce");
    bench.run(2s);
    EXPECT_EQ(bench.hear({.priority = 150}), "advert 151, announce, odd second-master"); // it has not left
}

// ---- Maintenance ----------------------------------------------------------------------------------------------------

TEST(RouterMaintenance, AMasterGivesUpInOrderAndCompetesWithTheLeastPriority)
{
    auto bench = master();
    EXPECT_EQ(bench.give(Maintenance{true}), "remove, advert 0, MASTER>BACKUP maintenance");
    EXPECT_TRUE(bench.router().inMaintenance());
    EXPECT_EQ(bench.router().effectivePriority().value(), 1);
    EXPECT_EQ(bench.sleeps(), 3s + 255 * 1'000'000'000ns / 256);
    EXPECT_EQ(bench.give(Maintenance{true}), "");
}

TEST(RouterMaintenance, WhereNobodyElseIsTheVipGetsAnOwnerNevertheless)
{
    auto bench = master();
    bench.give(Maintenance{true});
    EXPECT_EQ(bench.run(4s), "3996: add, announce, advert 1, BACKUP>MASTER master-down");
    EXPECT_EQ(bench.hear({.priority = 2}), "advert 1, remove, MASTER>BACKUP higher-priority");
}

TEST(RouterMaintenance, ABackupFollowsWhomItWouldHavePreempted)
{
    auto bench = started();
    bench.run(3s);
    bench.hear({.priority = 50});
    EXPECT_EQ(bench.give(Maintenance{true}), "");
    EXPECT_EQ(bench.sleeps(), 3s + 255 * 1'000'000'000ns / 256);
    bench.run(1s);
    bench.hear({.priority = 50});
    EXPECT_EQ(bench.give(Maintenance{false}), "");
    EXPECT_EQ(bench.sleeps(), downInterval);
    bench.hear({.priority = 50});
    EXPECT_EQ(bench.run(4s).substr(0, 45), "3609: add, announce, advert 100, BACKUP>MASTE");
}

TEST(RouterMaintenance, ItsEndIsAdvertisedAtOnceByTheLastResort)
{
    auto bench = master();
    bench.give(Maintenance{true});
    bench.run(6s);
    EXPECT_EQ(bench.give(Maintenance{false}), "advert 100");
}

TEST(RouterMaintenance, MayBeginBeforeTheStartAndInFault)
{
    RouterBench bench(config());
    EXPECT_EQ(bench.give(Maintenance{true}), "");
    EXPECT_EQ(bench.start(false), "INIT>FAULT link-down");
    EXPECT_EQ(bench.give(Maintenance{false}), "");
    EXPECT_EQ(bench.give(Maintenance{true}), "");
    bench.link("", true);
    EXPECT_EQ(bench.router().effectivePriority().value(), 1);
}

TEST(RouterMaintenance, AFaultIsStillAFault)
{
    auto with = config();
    with.tracks = {{"maxscale", 0}};
    auto bench = started(with);
    bench.give(Maintenance{true});
    EXPECT_EQ(bench.track(0, Verdict::Down), "BACKUP>FAULT track-failed");
    EXPECT_EQ(bench.run(60s), "");
}

TEST(RouterMaintenance, EndsAnOverride)
{
    auto bench = started();
    bench.hear({.priority = 150});
    bench.give(Override{});
    EXPECT_EQ(bench.give(Maintenance{true}), "remove, advert 0, MASTER>BACKUP maintenance");
    EXPECT_FALSE(bench.router().overridePriority());
}

TEST(RouterMaintenance, IsRefusedByTheOwnerOfTheAddressesAndByTheStopped)
{
    auto with = config();
    with.priority = Priority(Priority::owner);
    auto bench = started(with);
    EXPECT_EQ(bench.router().refusalOf(Maintenance{true}), OrderRefusal::OwnsAddresses);
    EXPECT_EQ(bench.give(Maintenance{true}), "");
    EXPECT_FALSE(bench.router().refusalOf(Maintenance{false}));
    bench.shutDown();
    EXPECT_EQ(bench.router().refusalOf(Maintenance{true}), OrderRefusal::NotRunning);
    EXPECT_FALSE(started().router().refusalOf(Maintenance{true}));
}

TEST(RouterOrders, RefusalsHaveNamesOfTheirOwn)
{
    std::set<std::string_view> names;
    for (const auto refusal : {OrderRefusal::NotRunning, OrderRefusal::Fault, OrderRefusal::HealthUnknown,
                               OrderRefusal::InMaintenance, OrderRefusal::PriorityTooHigh, OrderRefusal::OwnsAddresses})
        names.insert(nameOf(refusal));
    EXPECT_EQ(names.size(), 6U);
    EXPECT_FALSE(names.count(""));
    EXPECT_EQ(nameOf(static_cast<OrderRefusal>(99)), "");
}

// ---- Of the sync group ----------------------------------------------------------------------------------------------

TEST(RouterOrders, AFaultOfTheGroupBeforeTheStartIsNoted)
{
    RouterBench bench(config());
    EXPECT_EQ(bench.give(GroupFault{true, 1}), "");
    EXPECT_EQ(bench.give(GroupFault{true, 1}), "");
    EXPECT_EQ(bench.start(), "INIT>FAULT group-fault");
    EXPECT_EQ(bench.lastReason().member, 1U);
    EXPECT_TRUE(bench.router().standing().groupFault);
    EXPECT_FALSE(bench.router().standing().ownFault);
}

TEST(RouterOrders, AClaimOfTheGroupIsForWhoMayClaimNow)
{
    auto with = config();
    with.synced = true;
    auto bench = started(with);
    EXPECT_EQ(bench.give(GroupClaim{}), "");
    EXPECT_EQ(bench.run(4s), "");
    EXPECT_EQ(bench.give(GroupClaim{}), "add, announce, advert 100, BACKUP>MASTER master-down");
    EXPECT_EQ(bench.give(GroupClaim{}), "");
}

TEST(RouterOrders, AYieldOfTheGroupIsForAMaster)
{
    auto bench = started();
    EXPECT_EQ(bench.give(GroupYield{1, ip("10.77.0.2")}), "");
    auto giving = master();
    EXPECT_EQ(giving.give(GroupYield{1, ip("10.77.0.2")}), "remove, advert 0, MASTER>BACKUP group-yielded");
    EXPECT_EQ(giving.lastReason().member, 1U);
    EXPECT_EQ(giving.sleeps(), downInterval);
}

TEST(RouterOrders, AnAdvertOfTheMasterEndsTheWishToClaim)
{
    auto with = config();
    with.synced = true;
    auto bench = started(with);
    bench.run(4s);
    EXPECT_TRUE(bench.router().standing().wantsMaster);
    bench.hear({.priority = 150});
    EXPECT_FALSE(bench.router().standing().wantsMaster);
    EXPECT_EQ(bench.sleeps(), downInterval);
}

} // namespace
} // namespace tandem::vrrp
