// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/outlook.h"

#include <gtest/gtest.h>

using namespace tandem;
using namespace std::chrono_literals;

namespace {

engine::InstanceConfig anInstance(engine::Slot slot, int id, const std::string &vip)
{
    engine::InstanceConfig made;
    made.slot = slot;
    made.router.name = "VI_" + std::to_string(slot);
    made.router.virtualRouterId = *VirtualRouterId::of(id);
    made.router.interval = 1s;
    made.plan = {"eth0", *IpAddress::parse("10.77.0.1"), {{*IpAddress::parse(vip), "eth0", ""}}, false, 2};
    return made;
}

engine::EngineConfig configOf(std::vector<engine::InstanceConfig> instances)
{
    engine::EngineConfig config;
    config.instances = std::move(instances);
    return config;
}

class OutlookTest : public testing::Test
{
protected:
    net::LeaseBoard m_board;
};

TEST_F(OutlookTest, AnInstanceThatHoldsItsVipsHasAnOpenFenceFromTheFirst)
{
    const auto config = configOf({anInstance(0, 51, "10.77.0.100"), anInstance(1, 52, "10.77.0.101")});
    m_board.slots[1].take();
    const auto routers = guard::fencedRouters(config, m_board);
    ASSERT_EQ(routers.size(), 2U);
    EXPECT_FALSE(routers[0].open);
    EXPECT_TRUE(routers[1].open);
}

TEST_F(OutlookTest, WhatTheFileDoesNotWantFencedAndTheHostsOwnAddressesAreNot)
{
    auto unwanted = anInstance(0, 51, "10.77.0.100");
    unwanted.fence = false;
    auto owner = anInstance(1, 52, "10.77.0.1");
    owner.plan.ownsAddresses = true;
    EXPECT_TRUE(guard::fencedRouters(configOf({unwanted, owner}), m_board).empty());
}

TEST_F(OutlookTest, AUnionFencesAllVipsForTheLongerTime)
{
    auto before = anInstance(0, 51, "10.77.0.100");
    auto after = anInstance(0, 51, "10.77.0.101");
    after.router.interval = 100ms;
    const auto both = guard::unionOf(guard::fencedRouters(configOf({after}), m_board),
                                     guard::fencedRouters(configOf({before}), m_board));
    ASSERT_EQ(both.size(), 1U);
    EXPECT_EQ(both[0].vips.size(), 2U);
    EXPECT_EQ(both[0].openFor, net::fenceTimeout(1s));
}

TEST_F(OutlookTest, AVipThatMovesFromOneInstanceToAnotherIsNotFencedInBetween)
{
    const auto before = configOf({anInstance(0, 51, "10.77.0.100")});
    const auto after = configOf({anInstance(1, 52, "10.77.0.100")});
    const auto both = guard::unionOf(guard::fencedRouters(after, m_board), guard::fencedRouters(before, m_board));
    for (const auto &router : both)
        EXPECT_TRUE(router.vips.empty());
}

TEST_F(OutlookTest, InstancesWithoutALeaseAreNotRenewed)
{
    auto without = anInstance(0, 51, "10.77.0.100");
    without.plan.leaseSeconds = 0;
    const auto renewals = guard::renewalsOf(configOf({without, anInstance(1, 52, "10.77.0.101")}));
    ASSERT_EQ(renewals.size(), 1U);
    EXPECT_EQ(renewals[0].slot, 1U);
}

TEST_F(OutlookTest, AUnionRenewsWhatWasAndWhatWillBe)
{
    const auto both = guard::unionOf(guard::renewalsOf(configOf({anInstance(0, 51, "10.77.0.101")})),
                                     guard::renewalsOf(configOf({anInstance(0, 51, "10.77.0.100")})));
    ASSERT_EQ(both.size(), 1U);
    EXPECT_EQ(both[0].vips.size(), 2U);
}

TEST_F(OutlookTest, UnderTheFenceLeasesHoldOutButNotOfWhatIsNotFenced)
{
    auto fenced = anInstance(0, 51, "10.77.0.100");
    auto bare = anInstance(1, 52, "10.77.0.101");
    bare.fence = false;
    fenced.fencedLeaseSeconds = bare.fencedLeaseSeconds = 30;
    const auto config = guard::underFence(configOf({fenced, bare}));
    EXPECT_EQ(config.instances[0].plan.leaseSeconds, 30);
    EXPECT_EQ(config.instances[1].plan.leaseSeconds, bare.plan.leaseSeconds);
}

TEST_F(OutlookTest, AnEngineThatComesBackAfterACrashDoesNotPreempt)
{
    const auto config = guard::withoutPreemption(configOf({anInstance(0, 51, "10.77.0.100")}));
    EXPECT_FALSE(config.instances[0].router.preempt);
}

} // namespace
