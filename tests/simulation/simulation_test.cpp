// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulation/simulation.h"

#include "config/clusterfile.h"
#include "tests/config/twonodes.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace tandem::simulation {
namespace {

using Nodes = std::vector<std::size_t>;
using Kind = Fault::Kind;

config::Cluster clusterOf(const std::string &instance, const std::string &engine = "tandemd")
{
    const std::string text =
        "format = 1\n[cluster]\nname = \"shop\"\nengine = \"" + engine + "\"\n" + config::twoNodes + R"([[check]]
name = "maxscale"
[[vrrp_instance]]
name = "VI_1"
virtual_router_id = 51
virtual_ipaddress = ["10.77.0.100/24"]
)" + instance;
    auto cluster = config::parseCluster(text, "c.toml", "/etc/tandem");
    if (!cluster)
        throw std::runtime_error(tandem::describe(cluster.error().errors.front()));
    return *cluster;
}

Simulation settled(const std::string &instance, const std::string &engine = "tandemd")
{
    Simulation made(clusterOf(instance, engine));
    made.run(made.settlingTime());
    return made;
}

Nodes ownersAfter(Simulation from, Fault fault)
{
    from.set(fault, true);
    from.run(from.settlingTime());
    return from.ownersOf(0);
}

TEST(Simulation, GivesTheVipToTheGreaterPriority)
{
    const auto cluster = settled("");
    EXPECT_EQ(cluster.ownersOf(0), Nodes{0});
    EXPECT_EQ(cluster.stateOf(0, 0), vrrp::State::Master);
    EXPECT_EQ(cluster.stateOf(0, 1), vrrp::State::Backup);
}

TEST(Simulation, MovesTheVipForEachFaultOfItsOwner)
{
    const auto cluster = settled("track = [\"maxscale\"]\n");
    EXPECT_EQ(ownersAfter(cluster, {Kind::NodeDown, 0}), Nodes{1});
    EXPECT_EQ(ownersAfter(cluster, {Kind::LinkDown, 0}), Nodes{1});
    EXPECT_EQ(ownersAfter(cluster, {Kind::EngineFrozen, 0}), Nodes{1});
    EXPECT_EQ(ownersAfter(cluster, {Kind::CheckDown, 0}), Nodes{1});
    EXPECT_EQ(ownersAfter(cluster, {Kind::MaxScaleDown, 0}), Nodes{1});
}

TEST(Simulation, LeavesTheVipWhereItIsForAFaultOfTheStandby)
{
    const auto cluster = settled("track = [\"maxscale\"]\n");
    for (const auto kind : {Kind::NodeDown, Kind::LinkDown, Kind::EngineFrozen, Kind::CheckDown, Kind::MaxScaleDown})
        EXPECT_EQ(ownersAfter(cluster, {kind, 1}), Nodes{0});
}

TEST(Simulation, MovesNothingForACheckThatIsNotTracked)
{
    EXPECT_EQ(ownersAfter(settled(""), {Kind::CheckDown, 0}), Nodes{0});
}

TEST(Simulation, HasTwoOwnersWhereTheStandbyIsDeaf)
{
    EXPECT_EQ(ownersAfter(settled(""), {Kind::OneWayLoss, 0, 1}), (Nodes{0, 1}));
    EXPECT_EQ(ownersAfter(settled(""), {Kind::OneWayLoss, 1, 0}), Nodes{0});
}

TEST(Simulation, LeavesAFrozenOwnerItsVipWhereNoFenceOrLeaseEndsIt)
{
    EXPECT_EQ(ownersAfter(settled("fence = false\nlease = 0\n"), {Kind::EngineFrozen, 0}), (Nodes{0, 1}));
    EXPECT_EQ(ownersAfter(settled("", "keepalived"), {Kind::EngineFrozen, 0}), (Nodes{0, 1}));
    EXPECT_EQ(ownersAfter(settled("fence = false\n"), {Kind::EngineFrozen, 0}), Nodes{1});
}

TEST(Simulation, GivesTheVipBackWhenTheOwnerIsMended)
{
    auto cluster = settled("");
    cluster.set({Kind::NodeDown, 0}, true);
    cluster.run(cluster.settlingTime());
    cluster.set({Kind::NodeDown, 0}, false);
    cluster.run(cluster.settlingTime());
    EXPECT_EQ(cluster.ownersOf(0), Nodes{0});
}

TEST(Simulation, KeepsTheVipWithNopreempt)
{
    auto cluster = settled("nopreempt = true\n");
    cluster.set({Kind::LinkDown, 0}, true);
    cluster.run(cluster.settlingTime());
    cluster.set({Kind::LinkDown, 0}, false);
    cluster.run(cluster.settlingTime());
    EXPECT_EQ(cluster.ownersOf(0), Nodes{1});
}

TEST(Simulation, MovesAGroupTogether)
{
    auto cluster = settled("track = [\"maxscale\"]\n"
                           "[[vrrp_instance]]\nname = \"VI_2\"\nvirtual_router_id = 52\n"
                           "virtual_ipaddress = [\"10.77.0.101/24\"]\n"
                           "[[sync_group]]\nname = \"G\"\nmembers = [\"VI_1\", \"VI_2\"]\n");
    EXPECT_EQ(cluster.ownersOf(1), Nodes{0});
    cluster.set({Kind::CheckDown, 0}, true);
    cluster.run(cluster.settlingTime());
    EXPECT_EQ(cluster.ownersOf(0), Nodes{1});
    EXPECT_EQ(cluster.ownersOf(1), Nodes{1});
    EXPECT_FALSE(cluster.couldOwn(1, 0));
    EXPECT_TRUE(cluster.couldOwn(1, 1));
}

TEST(Simulation, TellsWhatHappenedWithItsReason)
{
    auto cluster = settled("");
    cluster.set({Kind::NodeDown, 0}, true);
    cluster.run(cluster.settlingTime());
    const auto &last = cluster.timeline().back();
    EXPECT_EQ(last.node, "m2");
    EXPECT_EQ(last.text, "BACKUP -> MASTER, master-down");
}

} // namespace
} // namespace tandem::simulation
