// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/failovertimes.h"

#include <gtest/gtest.h>

namespace tandem::config {
namespace {

using namespace std::chrono_literals;

Cluster pair()
{
    Cluster cluster;
    cluster.nodes = {{"a", *IpAddress::parse("10.0.0.1"), {}, "eth0", 150, {}},
                     {"b", *IpAddress::parse("10.0.0.2"), {}, "eth0", 128, {}}};
    Instance instance;
    instance.version = 2;
    instance.virtualAddresses = {{*IpNetwork::parse("10.0.0.9/24"), {}, {}}};
    instance.tracks = {"maxscale"};
    cluster.instances = {instance};
    cluster.checks = {Check{}};
    cluster.checks[0].name = "maxscale";
    return cluster;
}

TEST(FailoverTimes, FollowFromAdvertsPriorityAndCheck)
{
    const auto times = failoverTimesOf(pair());
    ASSERT_TRUE(times);
    EXPECT_EQ(times->leftInOrder, 500ms) << "(256 - 128) / 256 s: node a's successor is b";
    EXPECT_EQ(times->hostLost, 3500ms);
    EXPECT_EQ(times->frozen, 2 * 2s + 1s + 500ms);
}

TEST(FailoverTimes, SayByHowMuchALeaseIsTooLong)
{
    auto cluster = pair();
    EXPECT_EQ(failoverTimesOf(cluster)->overlap, 0ms);
    cluster.instances[0].leaseSeconds = 3;
    EXPECT_EQ(failoverTimesOf(cluster)->overlap, 3s + 1250ms - 3414062500ns) << "to the preferred node";
    EXPECT_TRUE(failoverTimesOf(cluster)->fenced);
    cluster.instances[0].fence = false;
    EXPECT_FALSE(failoverTimesOf(cluster)->fenced);
}

TEST(FailoverTimes, KnowNothingOfAFrozenMaxScaleThatNobodyAsks)
{
    auto cluster = pair();
    cluster.instances[0].tracks.clear();
    EXPECT_FALSE(failoverTimesOf(cluster)->frozen);
    cluster.nodes.pop_back();
    EXPECT_FALSE(failoverTimesOf(cluster));
}

} // namespace
} // namespace tandem::config
