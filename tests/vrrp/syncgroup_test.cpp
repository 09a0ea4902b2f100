// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupnetwork.h"

#include <gtest/gtest.h>

/// Members of a sync group move together.
namespace tandem::vrrp {
namespace {

using namespace std::chrono_literals;
using Owners = std::set<std::size_t>;

class SyncGroups : public testing::Test
{
protected:
    void TearDown() override
    {
        const auto broken = net.broken();
        EXPECT_TRUE(broken.empty()) << broken.front() << " (and " << broken.size() - 1 << " more)";
    }

    void settle(const std::vector<GroupNetwork::Priorities> &hosts)
    {
        for (const auto &priorities : hosts)
            net.addHost(priorities);
        net.startAll();
        net.run(6s);
        net.resetMeasures();
    }

    GroupNetwork net;
};

TEST_F(SyncGroups, TheBetterHostTakesBothFamilies)
{
    settle({{150, 150}, {100, 100}});
    EXPECT_EQ(net.states(0), "MASTER/MASTER");
    EXPECT_EQ(net.states(1), "BACKUP/BACKUP");
    net.run(60s);
    EXPECT_EQ(net.stateChanges(), 0);
}

TEST_F(SyncGroups, NoMemberClaimsAloneAndTheSecondBringsBothAlong)
{
    settle({{150, 100}}); // Skew_Time of IPv4 is shorter by 195 ms
    EXPECT_EQ(net.states(0), "MASTER/MASTER");
    EXPECT_EQ(net.router(0, GroupNetwork::V4).standing().reason.waited, 3'609'375'000ns); // it waited for the other
}

TEST_F(SyncGroups, AFaultOfOneMemberIsAFaultOfBoth)
{
    settle({{150, 150}, {100, 100}});
    net.net(GroupNetwork::V4).track(0, 0, Verdict::Down);
    EXPECT_EQ(net.states(0), "FAULT/FAULT");
    const auto reason = net.router(0, GroupNetwork::V6).standing().reason;
    EXPECT_EQ(reason.kind, Reason::Kind::GroupFault);
    EXPECT_EQ(reason.member, 0U);
    net.run(1s); // both resigned: Skew_Time
    EXPECT_EQ(net.states(1), "MASTER/MASTER");
}

TEST_F(SyncGroups, AllAreBackWhenTheLastFaultIsOver)
{
    settle({{150, 150}, {100, 100}});
    net.net(GroupNetwork::V4).track(0, 0, Verdict::Down);
    net.net(GroupNetwork::V6).track(0, 0, Verdict::Down);
    net.net(GroupNetwork::V4).track(0, 0, Verdict::Up);
    EXPECT_EQ(net.states(0), "FAULT/FAULT");
    net.run(10s);
    EXPECT_EQ(net.states(0), "FAULT/FAULT");
    net.net(GroupNetwork::V6).track(0, 0, Verdict::Up);
    EXPECT_EQ(net.states(0), "BACKUP/BACKUP");
    EXPECT_EQ(net.router(0, GroupNetwork::V4).standing().reason.kind, Reason::Kind::GroupRecovered);
    net.run(5s);
    EXPECT_EQ(net.states(0), "MASTER/MASTER");
}

TEST_F(SyncGroups, ALinkLostOnOneFamilyMovesBoth)
{
    settle({{150, 150}, {100, 100}});
    net.net(GroupNetwork::V6).link(0, false);
    EXPECT_EQ(net.states(0), "FAULT/FAULT");
    net.run(5s); // IPv4 resigned, IPv6 could not: the other host's group waits for its IPv6
    EXPECT_EQ(net.states(1), "MASTER/MASTER");
    net.net(GroupNetwork::V6).link(0, true);
    net.run(5s);
    EXPECT_EQ(net.states(0), "MASTER/MASTER");
    EXPECT_EQ(net.states(1), "BACKUP/BACKUP");
}

TEST_F(SyncGroups, AFaultBeforeTheStartKeepsBothFromStarting)
{
    net.addHost({150, 150});
    net.net(GroupNetwork::V6).track(0, 0, Verdict::Down);
    net.net(GroupNetwork::V4).start(0);
    net.net(GroupNetwork::V6).start(0);
    EXPECT_EQ(net.states(0), "FAULT/FAULT");
}

TEST_F(SyncGroups, NothingIsClaimedBeforeEveryMemberHasStarted)
{
    net.addHost({150, 150});
    net.net(GroupNetwork::V4).track(0, 0, Verdict::Up);
    net.net(GroupNetwork::V6).track(0, 0, Verdict::Up);
    net.net(GroupNetwork::V4).start(0);
    net.run(30s);
    EXPECT_EQ(net.states(0), "BACKUP/INIT");
    net.net(GroupNetwork::V6).start(0);
    net.run(4s);
    EXPECT_EQ(net.states(0), "MASTER/MASTER");
}

TEST_F(SyncGroups, AnOwnerOfAddressesWaitsForItsGroupToo)
{
    net.addHost({255, 150});
    net.startAll();
    EXPECT_EQ(net.states(0), "BACKUP/BACKUP");
    // Its VIP is the host's own, so the network's books, which are for leased ones, are left alone here.
}

TEST_F(SyncGroups, ABetterHostThatReturnsTakesBoth)
{
    settle({{150, 150}, {100, 100}});
    net.net(GroupNetwork::V4).track(0, 0, Verdict::Down);
    net.run(5s);
    ASSERT_EQ(net.states(1), "MASTER/MASTER");
    net.resetMeasures();
    net.net(GroupNetwork::V4).track(0, 0, Verdict::Up);
    net.run(10s);
    EXPECT_EQ(net.states(0), "MASTER/MASTER");
    EXPECT_EQ(net.states(1), "BACKUP/BACKUP");
    EXPECT_EQ(net.stateChanges(), 6); // FAULT>BACKUP>MASTER there, MASTER>BACKUP here, twice
    EXPECT_EQ(net.net(GroupNetwork::V6).unowned(), 0ns);
}

TEST_F(SyncGroups, AMemberThatGivesWayTakesTheOtherWithItInOrder)
{
    net.addHost({150, 150});
    const auto single = net.addHost({200, 100}, false); // no group there
    net.net(GroupNetwork::V4).track(0, 0, Verdict::Up);
    net.net(GroupNetwork::V6).track(0, 0, Verdict::Up);
    net.net(GroupNetwork::V4).start(0);
    net.net(GroupNetwork::V6).start(0);
    net.run(6s);
    ASSERT_EQ(net.states(0), "MASTER/MASTER");
    net.net(GroupNetwork::V4).track(single, 0, Verdict::Up);
    net.net(GroupNetwork::V4).start(single);
    net.run(4s);
    EXPECT_EQ(net.states(0), "BACKUP/BACKUP");
    const auto reason = net.router(0, GroupNetwork::V6).standing().reason;
    EXPECT_EQ(reason.kind, Reason::Kind::GroupYielded);
    EXPECT_EQ(reason.member, 0U);
    EXPECT_EQ(reason.peer, *IpAddress::parse("10.77.0.2"));
    net.run(60s); // IPv6 wants back for good; IPv4 has a better master
    EXPECT_EQ(net.states(0), "BACKUP/BACKUP");
    net.crash(single);
    net.run(4s);
    EXPECT_EQ(net.states(0), "MASTER/MASTER");
}

TEST_F(SyncGroups, TwoPeersThatDisagreeForAMomentMoveNothing)
{
    settle({{150, 150}, {100, 100}});
    int lost = 0;
    net.net(GroupNetwork::V4).loseIf([&](std::size_t, std::size_t) { return lost++ < 8; }); // 8 s of silence
    net.run(7s);
    EXPECT_TRUE(net.router(1, GroupNetwork::V4).standing().wantsMaster);
    EXPECT_EQ(net.states(1), "BACKUP/BACKUP");
    net.run(2s); // heard again
    EXPECT_FALSE(net.router(1, GroupNetwork::V4).standing().wantsMaster);
    net.run(60s);
    EXPECT_EQ(net.stateChanges(), 0);
}

TEST_F(SyncGroups, ACrashMovesBothAfterTheLaterOfTheirTimers)
{
    settle({{150, 150}, {100, 120}});
    net.crash(0);
    net.run(3700ms);
    EXPECT_EQ(net.states(1), "MASTER/MASTER");
    EXPECT_EQ(net.stateChanges(), 2);
}

TEST_F(SyncGroups, PrioritiesThatCrossLeaveTheVipsWhereTheyAre)
{
    net.addHost({150, 100});
    net.addHost({100, 150});
    net.net(GroupNetwork::V4).track(0, 0, Verdict::Up);
    net.net(GroupNetwork::V6).track(0, 0, Verdict::Up);
    net.net(GroupNetwork::V4).start(0);
    net.net(GroupNetwork::V6).start(0);
    net.run(5s);
    net.net(GroupNetwork::V4).track(1, 0, Verdict::Up);
    net.net(GroupNetwork::V6).track(1, 0, Verdict::Up);
    net.net(GroupNetwork::V4).start(1);
    net.net(GroupNetwork::V6).start(1); // its IPv6 wants to preempt, its IPv4 does not
    net.resetMeasures();
    net.run(60s);
    EXPECT_EQ(net.states(0), "MASTER/MASTER");
    EXPECT_EQ(net.stateChanges(), 0);
    net.crash(0);
    net.run(5s);
    EXPECT_EQ(net.states(1), "MASTER/MASTER");
}

TEST_F(SyncGroups, ASwitchoverMovesBothWithoutAGap)
{
    net.addHost({150, 150});
    net.addHost({100, 100});
    net.startAll();
    net.run(6s);
    net.resetMeasures();
    net.order(1, Override{});
    EXPECT_EQ(net.states(1), "MASTER/MASTER");
    net.run(1s);
    EXPECT_EQ(net.states(0), "BACKUP/BACKUP");
    for (const auto side : {GroupNetwork::V4, GroupNetwork::V6}) {
        EXPECT_EQ(net.net(side).unowned(), 0ns);
        EXPECT_EQ(net.net(side).owners(), Owners{1});
    }
    net.run(60s);
    EXPECT_EQ(net.stateChanges(), 4);
    net.order(1, ClearOverride{});
    net.run(5s);
    EXPECT_EQ(net.states(0), "MASTER/MASTER");
    EXPECT_EQ(net.states(1), "BACKUP/BACKUP");
}

TEST_F(SyncGroups, MaintenanceMovesBoth)
{
    settle({{150, 150}, {100, 100}});
    net.order(0, Maintenance{true});
    EXPECT_EQ(net.states(0), "BACKUP/BACKUP");
    net.run(1s);
    EXPECT_EQ(net.states(1), "MASTER/MASTER");
    net.run(60s);
    EXPECT_EQ(net.stateChanges(), 4);
}

TEST_F(SyncGroups, AnOrderlyEndMovesBothAndTheStoppedMemberHoldsNothingUp)
{
    settle({{150, 150}, {100, 100}});
    net.net(GroupNetwork::V4).shutDown(0);
    EXPECT_EQ(net.states(0), "STOPPED/MASTER");
    net.net(GroupNetwork::V6).shutDown(0);
    EXPECT_EQ(net.states(0), "STOPPED/STOPPED");
    net.run(1s);
    EXPECT_EQ(net.states(1), "MASTER/MASTER");
}

TEST_F(SyncGroups, AHealedSplitOfOneFamilyLeavesOneMasterOfBoth)
{
    settle({{150, 150}, {100, 100}});
    for (const auto side : {GroupNetwork::V4, GroupNetwork::V6})
        net.net(side).split({{0}, {1}});
    net.run(6s);
    EXPECT_EQ(net.states(0), "MASTER/MASTER");
    EXPECT_EQ(net.states(1), "MASTER/MASTER");
    net.net(GroupNetwork::V4).split({}); // IPv6 stays apart: host 1 must leave it nevertheless
    net.run(10s);
    EXPECT_EQ(net.states(0), "MASTER/MASTER");
    EXPECT_EQ(net.states(1), "BACKUP/BACKUP");
    net.net(GroupNetwork::V6).split({});
    net.run(60s);
    EXPECT_EQ(net.states(0), "MASTER/MASTER");
    EXPECT_EQ(net.states(1), "BACKUP/BACKUP");
}

// ---- The group alone ------------------------------------------------------------------------------------------------

TEST(SyncGroup, SaysNothingWhereNothingIsToDo)
{
    SyncGroup group(2);
    EXPECT_EQ(group.size(), 2U);
    EXPECT_FALSE(group.next());
    group.look(0, {.state = State::Backup});
    group.look(1, {.state = State::Backup, .wantsMaster = true});
    EXPECT_FALSE(group.next());
}

TEST(SyncGroup, TellsTheOthersOfAYieldOnceAndOnlyThoseThatAreMaster)
{
    SyncGroup group(3);
    for (std::size_t i = 0; i < 3; ++i)
        group.look(i, {.state = State::Master});
    EXPECT_FALSE(group.next());
    const auto peer = *IpAddress::parse("10.77.0.9");
    group.look(1, {.state = State::Backup, .reason = {.kind = Reason::Kind::HigherPriority, .peer = peer}});
    group.look(2, {.state = State::Backup}); // by itself
    const auto told = group.next();
    ASSERT_TRUE(told);
    EXPECT_EQ(told->member, 0U);
    EXPECT_EQ(std::get<GroupYield>(told->input).member, 2U);
    EXPECT_FALSE(group.next());
}

TEST(SyncGroup, AStoppedMemberIsToldNothingAndKeepsNobodyFromAnything)
{
    SyncGroup group(2);
    group.look(0, {.state = State::Stopped, .ownFault = true});
    group.look(1, {.state = State::Backup, .wantsMaster = true});
    const auto told = group.next();
    ASSERT_TRUE(told);
    EXPECT_EQ(told->member, 1U);
    EXPECT_TRUE(std::holds_alternative<GroupClaim>(told->input));
    group.look(1, {.state = State::Fault, .ownFault = true});
    EXPECT_FALSE(group.next());
}

TEST(SyncGroup, AWishThatIsOverIsNotFulfilled)
{
    SyncGroup group(2);
    group.look(0, {.state = State::Backup, .wantsMaster = true});
    group.look(1, {.state = State::Backup, .wantsMaster = true});
    group.look(0, {.state = State::Backup}); // heard its master in the same moment
    EXPECT_FALSE(group.next());
}

} // namespace
} // namespace tandem::vrrp
