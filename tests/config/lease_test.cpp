// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/lease.h"

#include <gtest/gtest.h>

namespace tandem::config {
namespace {

using namespace std::chrono_literals;

Cluster twoNodes(Duration advertInt, std::uint8_t version = 3, std::uint8_t backup = 100)
{
    Cluster cluster;
    cluster.nodes = {{.name = "maxscale1", .priority = 150}, {.name = "maxscale2", .priority = backup}};
    Instance instance{.name = "VI_1", .version = version, .virtualRouterId = *VirtualRouterId::of(51)};
    instance.advertInt = advertInt;
    cluster.instances = {instance};
    return cluster;
}

int leaseOnFirst(const Cluster &cluster)
{
    return leaseSecondsOn(cluster, cluster.instances[0], cluster.nodes[0]);
}

TEST(Lease, IsTwoSecondsForOneSecondAdverts)
{
    EXPECT_EQ(leaseOnFirst(twoNodes(1s)), 2);
    EXPECT_EQ(leaseOnFirst(twoNodes(1s, 2)), 2);
}

TEST(Lease, IsOneSecondWhereNoneFits)
{
    EXPECT_EQ(leaseOnFirst(twoNodes(10ms)), 1);
    EXPECT_EQ(leaseOnFirst(twoNodes(100ms)), 1);
}

TEST(Lease, StaysStrictlyBelowTheBestOtherNodesMasterDownInterval)
{
    // Version 2: 3 s + (256 - p)/256 s - 1.25 s is 2 s exactly for p = 192.
    EXPECT_EQ(leaseOnFirst(twoNodes(1s, 2, 191)), 2);
    EXPECT_EQ(leaseOnFirst(twoNodes(1s, 2, 192)), 1);
}

TEST(Lease, SkewIsOfTheIntervalInVersion3AndOfASecondInVersion2)
{
    // p = 6: 30 s + 250/256 * (10 s or 1 s) - 1.25 s = 38.5 s or 29.7 s
    EXPECT_EQ(leaseOnFirst(twoNodes(10s, 3, 6)), 38);
    EXPECT_EQ(leaseOnFirst(twoNodes(10s, 2, 6)), 29);
}

TEST(Lease, TheBestOtherNodeCounts)
{
    auto cluster = twoNodes(10s, 3, 6);
    cluster.nodes.push_back({.name = "maxscale3", .priority = 206}); // 30 s + 1.95 s - 1.25 s
    EXPECT_EQ(leaseOnFirst(cluster), 30);
    EXPECT_EQ(leaseSecondsOn(cluster, cluster.instances[0], cluster.nodes[2]), 32); // 150: 30 s + 4.14 s - 1.25 s
}

TEST(Lease, WeightsThatRaiseTheOtherNodeCount)
{
    auto cluster = twoNodes(10s, 3, 6);
    cluster.checks = {{.name = "up", .weight = 200}, {.name = "down", .weight = -5}};
    cluster.instances[0].tracks = {"up", "down"};
    EXPECT_EQ(leaseOnFirst(cluster), 30);
}

TEST(Lease, AnOverriddenPriorityCounts)
{
    auto cluster = twoNodes(10s, 3, 6);
    cluster.instances[0].overrides["maxscale2"].priority = 206;
    EXPECT_EQ(leaseOnFirst(cluster), 30);
}

TEST(Lease, AsWrittenIsInForce)
{
    auto cluster = twoNodes(1s);
    cluster.instances[0].leaseSeconds = 7;
    EXPECT_EQ(leaseOnFirst(cluster), 7);
    cluster.instances[0].leaseSeconds = 0;
    EXPECT_EQ(leaseOnFirst(cluster), 0);
}

TEST(Lease, UnderTheFenceItOutlastsABusyKernel)
{
    auto cluster = twoNodes(10ms);
    const auto onFirst = [&cluster] { return fencedLeaseSecondsOn(cluster, cluster.instances[0], cluster.nodes[0]); };
    EXPECT_EQ(onFirst(), 30);
    cluster.instances[0].fence = false;
    EXPECT_EQ(onFirst(), 1);
    cluster.instances[0].fence = true;
    cluster.instances[0].leaseSeconds = 2;
    EXPECT_EQ(onFirst(), 2);
    cluster.instances[0].leaseSeconds = 0;
    EXPECT_EQ(onFirst(), 0);
}

TEST(Lease, AnAddressOwnersOwnAddressIsNotLeased)
{
    auto cluster = twoNodes(1s);
    cluster.nodes[0].priority = 255;
    EXPECT_EQ(leaseOnFirst(cluster), 0);
}

TEST(Lease, ANodeAloneIsReadyForASuccessor)
{
    auto cluster = twoNodes(1s);
    cluster.nodes.pop_back();
    EXPECT_EQ(leaseOnFirst(cluster), 1);
}

} // namespace
} // namespace tandem::config
