// SPDX-License-Identifier: GPL-3.0-or-later
#include "virtualnetwork.h"

#include <gtest/gtest.h>
#include <random>

/// Two and three routers on one link: who owns the VIP, and for how long nobody or more than one does.
namespace tandem::vrrp {
namespace {

using namespace std::chrono_literals;
using Owners = std::set<std::size_t>;

RouterConfig config(int priority, Duration interval = 1s, std::uint8_t version = 3)
{
    RouterConfig config;
    config.version = version;
    config.virtualRouterId = *VirtualRouterId::of(51);
    config.priority = Priority(static_cast<std::uint8_t>(priority));
    config.interval = interval;
    config.addresses = {*IpAddress::parse("10.77.0.100"), *IpAddress::parse("10.77.0.101")};
    return config;
}

/// Every scenario ends with the rules that no router may break.
class Election : public testing::Test
{
protected:
    void TearDown() override
    {
        EXPECT_TRUE(net.broken().empty()) << net.broken().front() << " (and " << net.broken().size() - 1 << " more)";
    }

    /// Routers of these priorities, started together, settled.
    void settle(const std::vector<int> &priorities, Duration interval = 1s, std::uint8_t version = 3)
    {
        for (const int priority : priorities)
            net.add(config(priority, interval, version));
        net.startAll();
        net.run(6 * interval + 2s);
        net.resetMeasures();
    }

    VirtualNetwork net;
};

TEST_F(Election, TheHighestPriorityWins)
{
    settle({100, 150, 120});
    EXPECT_EQ(net.owners(), Owners{1});
    EXPECT_EQ(net.state(0), State::Backup);
    EXPECT_EQ(net.state(2), State::Backup);
    net.run(60s);
    EXPECT_EQ(net.stateChanges(), 0);
    EXPECT_EQ(net.advertsOf(1), 60);
    EXPECT_EQ(net.advertsOf(0), 0);
}

TEST_F(Election, Version2WithPassElectsTheSame)
{
    for (const int priority : {150, 100}) {
        auto member = config(priority, 1s, 2);
        member.pass = authDataOf("mypass");
        net.add(member);
    }
    net.startAll();
    net.run(8s);
    EXPECT_EQ(net.owners(), Owners{0});
}

TEST_F(Election, RoutersWithDifferentPasswordsDoNotHearEachOther)
{
    for (const char *password : {"mypass", "yourpass"}) {
        auto member = config(100, 1s, 2);
        member.pass = authDataOf(password);
        net.add(member);
    }
    net.startAll();
    net.run(8s);
    EXPECT_EQ(net.owners(), (Owners{0, 1})); // what the linter and the oddity are for
}

TEST_F(Election, OfEqualPrioritiesTheGreatestAddressWinsInTheEnd)
{
    settle({100, 100, 100});
    EXPECT_EQ(net.owners(), Owners{2});
    net.run(60s);
    EXPECT_EQ(net.stateChanges(), 0);
}

TEST_F(Election, AnEqualRouterThatComesLaterTakesNothing)
{
    net.add(config(100));
    net.add(config(100));
    net.start(0);
    net.run(5s);
    net.start(1); // greater address
    net.run(20s);
    EXPECT_EQ(net.owners(), Owners{0});
}

TEST_F(Election, ACrashIsNoticedAfterMasterDownInterval)
{
    settle({150, 100});
    net.crash(0);
    EXPECT_TRUE(net.runUntil([&] { return net.owners() == Owners{1}; }, 10s));
    EXPECT_LE(net.unowned(), 3'609'375'000ns + net.delay);
    EXPECT_GE(net.unowned(), 2'609'375'000ns); // its last advert was at most an interval old
    EXPECT_EQ(net.lastAnnounced(), 1U);
}

TEST_F(Election, AfterACrashOfThreeTheBetterBackupIsFirstAndTheOnlyOne)
{
    settle({150, 100, 120}, 10ms);
    net.crash(0);
    net.run(1s);
    EXPECT_EQ(net.owners(), Owners{2});
    EXPECT_EQ(net.stateChanges(), 1);
    EXPECT_EQ(net.contested(), 0ns);
    EXPECT_LT(net.unowned(), 36ms);
}

TEST_F(Election, AnOrderlyEndHandsOverAfterSkewTime)
{
    settle({150, 100});
    net.shutDown(0);
    EXPECT_TRUE(net.runUntil([&] { return net.owners() == Owners{1}; }, 10s));
    EXPECT_EQ(net.unowned(), 609'375'000ns + net.delay);
    net.run(10s);
    EXPECT_EQ(net.contested(), 0ns);
}

TEST_F(Election, AFailedTrackHandsOverAfterSkewTimeAndComesBack)
{
    auto first = config(150, 100ms);
    first.tracks = {{"maxscale", 0}};
    net.add(first);
    net.add(config(100, 100ms));
    net.startAll();
    net.track(0, 0, Verdict::Up);
    net.run(3s);
    ASSERT_EQ(net.owners(), Owners{0});
    net.resetMeasures();
    net.track(0, 0, Verdict::Down);
    EXPECT_TRUE(net.runUntil([&] { return net.owners() == Owners{1}; }, 10s));
    EXPECT_EQ(net.unowned(), 60'937'500ns + net.delay);
    net.run(3s);
    net.resetMeasures();
    net.track(0, 0, Verdict::Up);
    net.run(3s);
    EXPECT_EQ(net.owners(), Owners{0});
    EXPECT_EQ(net.lastAnnounced(), 0U);
    EXPECT_EQ(net.unowned(), 0ns); // make before break: it had left in order, so its return is no healed split
    EXPECT_EQ(net.contested(), Router::overlap + net.delay);
}

TEST_F(Election, AWeightMovesTheVipWithoutAFault)
{
    auto first = config(150, 100ms);
    first.tracks = {{"maxscale", -60}};
    net.add(first);
    net.add(config(100, 100ms));
    net.startAll();
    net.run(3s);
    net.resetMeasures();
    net.track(0, 0, Verdict::Down);
    net.run(2s);
    EXPECT_EQ(net.owners(), Owners{1});
    EXPECT_EQ(net.state(0), State::Backup);
    EXPECT_EQ(net.unowned(), 0ns);
    net.track(0, 0, Verdict::Up);
    net.run(2s);
    EXPECT_EQ(net.owners(), Owners{0});
}

TEST_F(Election, WithNopreemptTheVipStaysWhereItIs)
{
    auto better = config(150);
    better.preempt = false;
    net.add(better);
    net.add(config(100));
    net.start(1);
    net.run(5s);
    net.start(0);
    net.run(60s);
    EXPECT_EQ(net.owners(), Owners{1});
    net.crash(1);
    net.run(5s);
    EXPECT_EQ(net.owners(), Owners{0});
}

TEST_F(Election, AHealedSplitLeavesTheBetterMasterAndItIsTheLastToAnnounce)
{
    settle({150, 100, 120}, 100ms);
    net.split({{0}, {1, 2}});
    net.run(2s);
    EXPECT_EQ(net.owners(), (Owners{0, 2}));
    EXPECT_EQ(net.lastAnnounced(), 2U); // clients were sent to the other side
    net.resetMeasures();
    net.split({});
    net.run(2s);
    EXPECT_EQ(net.owners(), Owners{0});
    EXPECT_EQ(net.lastAnnounced(), 0U);
    EXPECT_LE(net.contested(), 100ms + 2 * net.delay); // heard by the first advert of either side
    EXPECT_EQ(net.unowned(), 0ns);
}

TEST_F(Election, AHealedSplitOfEqualPrioritiesLeavesOne)
{
    settle({100, 100}, 100ms);
    net.split({{0}, {1}});
    net.run(2s);
    EXPECT_EQ(net.owners(), (Owners{0, 1}));
    net.split({});
    net.run(200ms);
    EXPECT_EQ(net.owners(), Owners{1});
    EXPECT_EQ(net.lastAnnounced(), 1U);
}

TEST_F(Election, AMasterThatThawsAmongSuccessorsYieldsBeforeItClaimsAnything)
{
    settle({150, 100}, 100ms);
    net.freeze(0);
    net.run(5s);
    EXPECT_EQ(net.owners(), (Owners{0, 1})); // what guard, fence and lease are for
    net.thaw(0);
    net.run(1s);
    EXPECT_EQ(net.owners(), Owners{0}); // it is the better one
    EXPECT_EQ(net.lastAnnounced(), 0U);
}

TEST_F(Election, ABackupThatThawsClaimsNothing)
{
    settle({150, 100}, 100ms);
    net.freeze(1);
    net.run(10s);
    net.thaw(1);
    net.run(1s);
    EXPECT_EQ(net.stateChanges(), 0);
}

TEST_F(Election, ALostLinkAndItsReturn)
{
    settle({150, 100}, 100ms);
    net.link(0, false);
    EXPECT_EQ(net.state(0), State::Fault);
    EXPECT_TRUE(net.runUntil([&] { return net.owners() == Owners{1}; }, 10s));
    EXPECT_LE(net.unowned(), 361ms); // nobody hears its priority 0
    net.resetMeasures();
    net.link(0, true);
    net.run(3s);
    EXPECT_EQ(net.owners(), Owners{0});
    EXPECT_EQ(net.unowned(), 0ns);
}

TEST_F(Election, TwoLostAdvertsInARowMoveNothing)
{
    settle({150, 100}, 100ms);
    int sent = 0;
    net.loseIf([&](std::size_t, std::size_t) { return sent++ % 3 != 2; }); // two of three are lost
    net.run(60s);
    EXPECT_EQ(net.stateChanges(), 0);
    EXPECT_EQ(net.advertsOf(0), 600);
}

TEST_F(Election, FivePercentOfLossEndsWithOneMaster)
{
    settle({150, 100, 120}, 10ms);
    std::mt19937 random(20261122);
    net.loseIf([&](std::size_t, std::size_t) { return random() % 100 < 5; });
    net.run(60s);
    net.loseIf({});
    net.run(1s);
    EXPECT_EQ(net.owners(), Owners{0});
    EXPECT_EQ(net.unowned(), 0ns);
    EXPECT_LT(net.contested(), 600ms); // three losses in a row come, and heal with the next advert
}

TEST_F(Election, IntervalsOfMastersAreFollowedInVersion3)
{
    net.add(config(150, 50ms));
    net.add(config(100, 1s));
    net.startAll();
    net.run(10s);
    ASSERT_EQ(net.owners(), Owners{0});
    EXPECT_EQ(net.router(1).masterInterval(), 50ms);
    net.resetMeasures();
    net.crash(0);
    EXPECT_TRUE(net.runUntil([&] { return net.owners() == Owners{1}; }, 10s));
    EXPECT_LE(net.unowned(), 181ms);
    EXPECT_EQ(net.router(1).masterInterval(), 1s);
}

} // namespace
} // namespace tandem::vrrp
