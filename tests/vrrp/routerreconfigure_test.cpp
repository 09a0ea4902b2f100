// SPDX-License-Identifier: GPL-3.0-or-later
#include "routerbench.h"

#include <gtest/gtest.h>
#include <set>

/// Another configuration while the router runs: no VIP moves that need not, and what must be done is said.
namespace tandem::vrrp {
namespace {

using namespace std::chrono_literals;

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

TEST(RouterReconfigure, TheSameConfigurationDoesNothing)
{
    auto bench = master();
    const auto deadline = bench.router().deadline();
    EXPECT_EQ(bench.reconfigure(config()), "");
    EXPECT_EQ(bench.router().deadline(), deadline);
    EXPECT_FALSE(bench.lastReconfiguration().needsNewRouter);
    EXPECT_FALSE(bench.lastReconfiguration().advertChanges);
}

TEST(RouterReconfigure, WhatMakesAnotherRouterIsRefusedByNameAndChangesNothing)
{
    std::vector<std::pair<RouterConfig, Identity>> others(6, {config(), Identity::VirtualRouterId});
    others[0].first.virtualRouterId = *VirtualRouterId::of(52);
    others[1] = {config(), Identity::Version};
    others[1].first.version = 2;
    others[2] = {config(), Identity::PrimaryAddress};
    others[2].first.primaryAddress = ip("10.77.0.9");
    others[3] = {config(), Identity::PrimaryAddress};
    others[3].first.primaryAddress = ip("fe80::1");
    others[4] = {config(), Identity::Interface};
    others[4].first.interfaces = {"eth1"};
    others[5] = {config(), Identity::Ownership};
    others[5].first.priority = Priority(Priority::owner);
    for (auto &[other, identity] : others) {
        other.interval = 5s;
        auto bench = master();
        EXPECT_EQ(bench.reconfigure(other), "");
        EXPECT_EQ(bench.lastReconfiguration().needsNewRouter, identity) << nameOf(identity);
        EXPECT_EQ(bench.router().config(), normalised(config()));
    }
}

TEST(RouterReconfigure, ReasonsForAnotherRouterHaveNamesOfTheirOwn)
{
    std::set<std::string_view> names;
    for (const auto identity : {Identity::VirtualRouterId, Identity::Version, Identity::PrimaryAddress,
                                Identity::Interface, Identity::Ownership})
        names.insert(nameOf(identity));
    EXPECT_EQ(names.size(), 5U);
    EXPECT_EQ(nameOf(static_cast<Identity>(99)), "");
}

TEST(RouterReconfigure, EveryMemberOfAConfigurationCounts)
{
    using Change = void (*)(RouterConfig &);
    const Change changes[]{
        [](RouterConfig &c) { c.name = "VI_2"; },
        [](RouterConfig &c) { c.version = 2; },
        [](RouterConfig &c) { c.virtualRouterId = *VirtualRouterId::of(7); },
        [](RouterConfig &c) { c.priority = Priority(7); },
        [](RouterConfig &c) { c.interval = 7s; },
        [](RouterConfig &c) { c.primaryAddress = ip("10.77.0.7"); },
        [](RouterConfig &c) { c.addresses = {ip("10.77.0.7")}; },
        [](RouterConfig &c) { c.pass = authDataOf("x"); },
        [](RouterConfig &c) { c.preempt = false; },
        [](RouterConfig &c) { c.preemptDelay = 7s; },
        [](RouterConfig &c) { c.startDelay = 7s; },
        [](RouterConfig &c) { c.firstVerdictWait = 7s; },
        [](RouterConfig &c) { c.tracks[0].name = "other"; },
        [](RouterConfig &c) { c.tracks[0].weight = 7; },
        [](RouterConfig &c) { c.interfaces = {"eth7"}; },
        [](RouterConfig &c) { c.peers[0].address = ip("10.77.0.7"); },
        [](RouterConfig &c) { c.peers[0].highest = Priority(7); },
        [](RouterConfig &c) { c.synced = true; },
    };
    auto base = config();
    base.tracks = {{"maxscale", 0}};
    base.peers = {{ip("10.77.0.2"), Priority(100)}};
    EXPECT_EQ(base, RouterConfig(base));
    for (const auto change : changes) {
        auto other = base;
        change(other);
        EXPECT_NE(base, other) << (&change - changes);
    }
}

TEST(RouterReconfigure, AnotherNameOrOtherPeersSayNothing)
{
    auto bench = master();
    auto other = config();
    other.name = "VI_renamed";
    other.peers = {{ip("10.77.0.2"), Priority(100)}};
    EXPECT_EQ(bench.reconfigure(other), "");
    EXPECT_EQ(bench.router().config().name, "VI_renamed");
    EXPECT_EQ(bench.hear({.priority = 101}), ""); // an override now
}

TEST(RouterReconfigure, AnOwnInterfaceThatHasNoNameYetIsNoOtherOne)
{
    auto bench = master(RouterBench::config());
    bench.reconfigure(config());
    EXPECT_FALSE(bench.lastReconfiguration().needsNewRouter);
    bench.reconfigure(RouterBench::config());
    EXPECT_FALSE(bench.lastReconfiguration().needsNewRouter);
    EXPECT_EQ(bench.router().state(), State::Master);
}

TEST(RouterReconfigure, BeforeTheStartItIsTakenOverAndAfterTheEndNot)
{
    RouterBench bench(config());
    auto other = config();
    other.priority = Priority(200);
    EXPECT_EQ(bench.reconfigure(other), "");
    EXPECT_EQ(bench.router().effectivePriority().value(), 200);
    bench.start();
    bench.shutDown();
    EXPECT_EQ(bench.reconfigure(config()), "");
    EXPECT_EQ(bench.router().config().priority.value(), 200);
}

TEST(RouterReconfigure, AMasterAdvertisesItsNewPriorityAtOnce)
{
    auto bench = master();
    auto other = config();
    other.priority = Priority(90);
    EXPECT_EQ(bench.reconfigure(other), "advert 90");
    EXPECT_TRUE(bench.lastReconfiguration().advertChanges);
    EXPECT_EQ(bench.sleeps(), 1s);
}

TEST(RouterReconfigure, AMasterAdvertisesItsNewIntervalAtOnceAndKeepsIt)
{
    auto bench = master();
    auto other = config();
    other.interval = 100ms;
    EXPECT_EQ(bench.reconfigure(other), "advert 100");
    EXPECT_EQ(bench.router().masterInterval(), 100ms);
    EXPECT_EQ(bench.run(250ms), "100: advert 100; 200: advert 100");
}

TEST(RouterReconfigure, ABackupKeepsTheIntervalThatItLearnt)
{
    auto bench = started();
    bench.hear({.priority = 150, .interval = 100ms});
    auto other = config();
    other.interval = 5s;
    EXPECT_EQ(bench.reconfigure(other), "");
    EXPECT_EQ(bench.router().masterInterval(), 100ms);
    EXPECT_EQ(bench.sleeps(), 360'937'500ns);
}

TEST(RouterReconfigure, ABackupThatHeardNobodyTakesItsOwnNewInterval)
{
    auto bench = started();
    auto other = config();
    other.interval = 2s;
    EXPECT_EQ(bench.reconfigure(other), "");
    EXPECT_EQ(bench.sleeps(), 2 * downInterval);
}

TEST(RouterReconfigure, ABackupWithAnotherPasswordBeginsItsTimerAgain)
{
    auto with = config();
    with.version = 2;
    with.pass = authDataOf("old");
    auto bench = started(with);
    bench.hear({.priority = 150, .version = 2, .authType = AuthType::Pass, .authData = authDataOf("old")});
    bench.run(1s);
    const Peer next{.priority = 150, .version = 2, .authType = AuthType::Pass, .authData = authDataOf("new")};
    EXPECT_EQ(bench.hear(next), "odd wrong-password"); // the master was first to get the new one
    bench.run(2s);
    with.pass = authDataOf("new");
    EXPECT_EQ(bench.reconfigure(with), "");
    EXPECT_EQ(bench.sleeps(), downInterval); // what it discarded may have been the master
    bench.run(500ms);
    EXPECT_EQ(bench.hear(next), "");
    EXPECT_EQ(bench.sleeps(), downInterval);
}

TEST(RouterReconfigure, AVersion2BackupWithAnotherIntervalBeginsItsTimerAgain)
{
    auto with = config();
    with.version = 2;
    auto bench = started(with);
    bench.hear({.priority = 150, .version = 2});
    bench.run(3s);
    with.interval = 2s;
    bench.reconfigure(with);
    EXPECT_EQ(bench.router().masterInterval(), 2s);
    EXPECT_EQ(bench.sleeps(), 6'609'375'000ns);
}

TEST(RouterReconfigure, AVersion2BackupThatHearsAsBeforeKeepsItsTimer)
{
    auto with = config();
    with.version = 2;
    auto bench = started(with);
    bench.hear({.priority = 150, .version = 2});
    bench.run(3s);
    with.preemptDelay = 2s;
    bench.reconfigure(with);
    EXPECT_EQ(bench.sleeps(), downInterval - 3s);
}

TEST(RouterReconfigure, AnotherPasswordDoesNotPutATakeOverAfterPriority0Off)
{
    auto with = config();
    with.version = 2;
    auto bench = started(with);
    bench.hear({.priority = 150, .version = 2});
    bench.hear({.priority = 0, .version = 2});
    bench.run(300ms);
    with.pass = authDataOf("new");
    bench.reconfigure(with);
    EXPECT_EQ(bench.sleeps(), 309'375'000ns);
}

TEST(RouterReconfigure, AnotherPriorityLeavesTheTimerOfABackupAlone)
{
    auto bench = started();
    bench.hear({.priority = 150});
    bench.run(1s);
    auto other = config();
    other.priority = Priority(120);
    EXPECT_EQ(bench.reconfigure(other), "");
    EXPECT_EQ(bench.sleeps(), 2s + 136 * 1'000'000'000ns / 256);
    EXPECT_FALSE(bench.hear({.priority = 150}).size());
}

// ---- Preemption -----------------------------------------------------------------------------------------------------

TEST(RouterReconfigure, PreemptTurnedOffSavesTheLowerMaster)
{
    auto bench = started();
    bench.hear({.priority = 50});
    bench.run(3s);
    bench.hear({.priority = 50});
    auto other = config();
    other.preempt = false;
    EXPECT_EQ(bench.reconfigure(other), "");
    EXPECT_EQ(bench.sleeps(), downInterval); // from its last advert
}

TEST(RouterReconfigure, APriorityBelowTheMastersSavesItToo)
{
    auto bench = started();
    bench.run(3s);
    bench.hear({.priority = 50});
    auto other = config();
    other.priority = Priority(40);
    EXPECT_EQ(bench.reconfigure(other), "");
    EXPECT_EQ(bench.sleeps(), 3s + 216 * 1'000'000'000ns / 256);
}

TEST(RouterReconfigure, APreemptDelayThatIsNewIsKeptTo)
{
    auto bench = started();
    bench.run(3s);
    bench.hear({.priority = 50});
    bench.run(100ms);
    auto other = config();
    other.preemptDelay = 2s;
    EXPECT_EQ(bench.reconfigure(other), "");
    EXPECT_EQ(bench.sleeps(), 1900ms); // from when it was heard
}

TEST(RouterReconfigure, APreemptDelayThatIsLongerOrShorterIsMovedOrDropped)
{
    auto with = config();
    with.preemptDelay = 2s;
    auto bench = started(with);
    bench.hear({.priority = 50});
    with.preemptDelay = 3s;
    bench.reconfigure(with);
    EXPECT_EQ(bench.sleeps(), 3s);
    with.preemptDelay = 1s;
    bench.reconfigure(with);
    EXPECT_EQ(bench.sleeps(), 1s);
    with.preemptDelay = 0s;
    bench.reconfigure(with);
    EXPECT_EQ(bench.sleeps(), downInterval); // as without one
}

TEST(RouterReconfigure, AMasterThatResignedIsNotWaitedForAgain)
{
    auto with = config();
    with.preemptDelay = 100s;
    auto bench = started(with);
    bench.hear({.priority = 50});
    bench.hear({.priority = 0});
    with.preempt = false;
    bench.reconfigure(with);
    EXPECT_EQ(bench.sleeps(), 609'375'000ns);
}

// ---- Addresses ------------------------------------------------------------------------------------------------------

TEST(RouterReconfigure, AMasterAddsWhatIsNewAnnouncesItAndAdvertisesTheList)
{
    auto bench = master();
    auto other = config();
    other.addresses = {ip("10.77.0.101"), ip("10.77.0.100")};
    EXPECT_EQ(bench.reconfigure(other), "add, announce, advert 100");
    EXPECT_EQ(bench.lastReconfiguration().added, std::vector{ip("10.77.0.101")});
    EXPECT_TRUE(bench.lastReconfiguration().removed.empty());
    EXPECT_EQ(bench.run(300ms), "50: announce; 250: announce");
}

TEST(RouterReconfigure, AMasterRemovesOnlyWhatIsGone)
{
    auto with = config();
    with.addresses = {ip("10.77.0.100"), ip("10.77.0.101"), ip("10.77.0.102")};
    auto bench = master(with);
    with.addresses = {ip("10.77.0.102"), ip("10.77.0.100")};
    EXPECT_EQ(bench.reconfigure(with), "advert 100"); // nothing to add
    EXPECT_EQ(bench.lastReconfiguration().removed, std::vector{ip("10.77.0.101")});
    EXPECT_EQ(bench.router().state(), State::Master);
}

TEST(RouterReconfigure, ABackupTakesTheListAndIsToldOfPeersThatHaveAnother)
{
    auto bench = started();
    auto other = config();
    other.addresses = {ip("10.77.0.200")};
    EXPECT_EQ(bench.reconfigure(other), "");
    EXPECT_EQ(bench.lastReconfiguration().added, std::vector{ip("10.77.0.200")});
    EXPECT_EQ(bench.lastReconfiguration().removed, std::vector{ip("10.77.0.100")});
    EXPECT_EQ(bench.hear({.priority = 150}), "odd address-list-differs");
    EXPECT_EQ(bench.hear({.priority = 150, .addresses = {ip("10.77.0.200")}}), "");
}

TEST(RouterReconfigure, AnOwnersAddressesAreTheHostsOwn)
{
    auto with = config();
    with.priority = Priority(Priority::owner);
    auto bench = started(with);
    with.addresses = {ip("10.77.0.200")};
    EXPECT_EQ(bench.reconfigure(with), "advert 255");
    EXPECT_TRUE(bench.lastReconfiguration().removed.empty());
}

TEST(RouterReconfigure, WhatIsOddStillIsToldAgain)
{
    auto bench = started();
    const Peer peer{.priority = 150, .addresses = {ip("10.77.0.200")}};
    EXPECT_EQ(bench.hear(peer), "odd address-list-differs");
    EXPECT_EQ(bench.hear(peer), "");
    auto other = config();
    other.preempt = false;
    bench.reconfigure(other);
    EXPECT_EQ(bench.hear(peer), "odd address-list-differs");
}

} // namespace
} // namespace tandem::vrrp
