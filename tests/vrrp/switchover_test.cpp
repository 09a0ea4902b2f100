// SPDX-License-Identifier: GPL-3.0-or-later
#include "routerbench.h"
#include "virtualnetwork.h"

#include <gtest/gtest.h>

/// Planned moves between two and three routers: the new owner is there before the old one is gone, and nobody else
/// takes part.
namespace tandem::vrrp {
namespace {

using namespace std::chrono_literals;
using Owners = std::set<std::size_t>;

class Switchover : public testing::Test
{
protected:
    void TearDown() override
    {
        EXPECT_TRUE(net.broken().empty()) << net.broken().front() << " (and " << net.broken().size() - 1 << " more)";
    }

    void settle(const std::vector<int> &priorities, Duration interval = 1s)
    {
        for (const int priority : priorities) {
            auto with = RouterBench::config();
            with.priority = Priority(static_cast<std::uint8_t>(priority));
            with.interval = interval;
            for (std::size_t i = 0; i < priorities.size(); ++i)
                with.peers.push_back({ip(("10.77.0." + std::to_string(i + 1)).c_str()),
                                      Priority(static_cast<std::uint8_t>(priorities[i]))});
            net.add(with);
        }
        net.startAll();
        net.run(6 * interval + 2s);
        ASSERT_EQ(net.owners(), Owners{0});
        net.resetMeasures();
    }

    VirtualNetwork net;
};

TEST_F(Switchover, TheNewOwnerIsThereForThreeMillisecondsBeforeTheOldOneIsGone)
{
    settle({150, 100});
    net.give(1, Override{});
    net.run(10s);
    EXPECT_EQ(net.owners(), Owners{1});
    EXPECT_EQ(net.unowned(), 0ns);
    EXPECT_EQ(net.contested(), net.delay + Router::overlap);
    EXPECT_EQ(net.lastAnnounced(), 1U);
    EXPECT_EQ(net.stateChanges(), 2);
}

TEST_F(Switchover, LastsUntilItIsCleared)
{
    settle({150, 100});
    net.give(1, Override{});
    net.run(600s);
    EXPECT_EQ(net.owners(), Owners{1});
    EXPECT_EQ(net.stateChanges(), 2);
    net.give(1, ClearOverride{});
    net.run(5s);
    EXPECT_EQ(net.owners(), Owners{0});
    EXPECT_EQ(net.unowned(), 0ns);
    EXPECT_EQ(net.stateChanges(), 4);
}

TEST_F(Switchover, TwentyMovesInARowLeaveNoGap)
{
    settle({150, 100, 120}, 100ms);
    for (std::size_t move = 1; move <= 20; ++move) {
        net.give(move % 3, Override{});
        net.run(300ms);
        EXPECT_EQ(net.owners(), Owners{move % 3});
        EXPECT_EQ(net.lastAnnounced(), move % 3);
    }
    EXPECT_EQ(net.unowned(), 0ns);
    EXPECT_LE(net.contested(), 20 * (net.delay + Router::overlap));
    EXPECT_EQ(net.stateChanges(), 40);
}

TEST_F(Switchover, AtTenMillisecondAdvertsNoThirdNodeTakesPart)
{
    settle({150, 100, 120}, 10ms);
    for (int move = 0; move < 20; ++move) {
        net.give(1, Override{});
        net.run(100ms);
        EXPECT_EQ(net.owners(), Owners{1});
        net.give(1, ClearOverride{});
        net.run(100ms);
        EXPECT_EQ(net.owners(), Owners{0});
    }
    EXPECT_EQ(net.unowned(), 0ns);
    EXPECT_EQ(net.state(2), State::Backup);
    EXPECT_EQ(net.stateChanges(), 80);
}

TEST_F(Switchover, ATargetThatDiesAtOnceLeavesTheVipToTheOthers)
{
    settle({150, 100});
    net.give(1, Override{});
    net.run(1ms); // within the overlap
    net.crash(1);
    EXPECT_TRUE(net.runUntil([&] { return net.owners() == Owners{0} && net.stateChanges() > 2; }, 10s));
    EXPECT_LE(net.unowned(), 3'414'062'500ns);
}

TEST_F(Switchover, ATargetThatResignsWithinTheOverlapLeavesTheVipWhereItWas)
{
    settle({150, 100});
    net.give(1, Override{});
    net.run(1ms);
    net.shutDown(1);
    net.run(10s);
    EXPECT_EQ(net.owners(), Owners{0});
    EXPECT_EQ(net.unowned(), 0ns);
    EXPECT_EQ(net.stateChanges(), 2); // of the target
    EXPECT_EQ(net.lastAnnounced(), 0U);
}

TEST_F(Switchover, ALostFirstAdvertCostsAnIntervalOfOverlapAndNoGap)
{
    settle({150, 100});
    bool first = true;
    net.loseIf([&](std::size_t from, std::size_t) { return from == 1 && std::exchange(first, false); });
    net.give(1, Override{});
    net.run(10s);
    EXPECT_EQ(net.owners(), Owners{1});
    EXPECT_EQ(net.unowned(), 0ns);
    EXPECT_LE(net.contested(), 1s + Router::overlap + 3 * net.delay); // the owner's next advert is answered
    EXPECT_EQ(net.lastAnnounced(), 1U);
}

TEST_F(Switchover, AHealedSplitRemovesAtOnceAlsoAfterASwitchover)
{
    settle({150, 100}, 100ms);
    net.give(1, Override{});
    net.run(2s);
    net.split({{0}, {1}});
    net.run(2s);
    ASSERT_EQ(net.owners(), (Owners{0, 1}));
    net.resetMeasures();
    net.split({});
    ASSERT_TRUE(net.runUntil([&] { return net.stateChanges() > 0; }, 1s));
    EXPECT_EQ(net.owners(), Owners{1});
    EXPECT_LE(net.contested(), 100ms + 2 * net.delay); // the first advert of either, no more
}

TEST_F(Switchover, MaintenanceOfTheOwnerMovesTheVipAfterSkewTimeAndForGood)
{
    settle({150, 100});
    net.give(0, Maintenance{true});
    net.run(600s);
    EXPECT_EQ(net.owners(), Owners{1});
    EXPECT_EQ(net.unowned(), 609'375'000ns + net.delay);
    EXPECT_EQ(net.stateChanges(), 2);
}

TEST_F(Switchover, MaintenanceAfterASwitchoverMovesTheVipWithoutAGap)
{
    settle({150, 100});
    net.give(1, Override{});
    net.run(2s);
    net.give(0, Maintenance{true});
    net.give(1, ClearOverride{});
    net.run(600s);
    EXPECT_EQ(net.owners(), Owners{1});
    EXPECT_EQ(net.unowned(), 0ns);
    EXPECT_EQ(net.stateChanges(), 2);
}

TEST_F(Switchover, InMaintenanceANodeIsTheLastResortAndGivesTheVipBack)
{
    settle({150, 100});
    net.give(0, Maintenance{true});
    net.run(5s);
    net.crash(1);
    net.run(5s);
    EXPECT_EQ(net.owners(), Owners{0});
}

TEST_F(Switchover, ABetterNodeThatLeftInOrderReturnsWithoutAGap)
{
    settle({150, 100});
    net.give(0, Maintenance{true});
    net.run(5s);
    net.resetMeasures();
    net.give(0, Maintenance{false});
    net.run(10s);
    EXPECT_EQ(net.owners(), Owners{0});
    EXPECT_EQ(net.unowned(), 0ns);
    EXPECT_EQ(net.contested(), net.delay + Router::overlap);
}

} // namespace
} // namespace tandem::vrrp
