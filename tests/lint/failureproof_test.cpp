// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/failureproof.h"

#include "config/clusterfile.h"
#include "tests/lint/lintfile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace tandem::lint {
namespace {

config::Cluster clusterOf(const Edits &edits)
{
    auto cluster = config::parseCluster(edited(edits), "c.toml", "/etc/tandem");
    if (!cluster)
        throw std::runtime_error(describe(cluster.error().errors.front()));
    return *cluster;
}

Proof proofOf(const Edits &edits)
{
    return proveFailures(clusterOf(edits));
}

TEST(FailureProof, FindsNothingInASoundCluster)
{
    const auto cluster = clusterOf({});
    const auto proof = proveFailures(cluster);
    EXPECT_TRUE(proof.complete);
    EXPECT_GT(proof.combinations, 100U);
    for (const auto &outcome : proof.failures)
        ADD_FAILURE() << faultsOf(outcome, cluster);
}

TEST(FailureProof, ListsApartWhereNobodyCan)
{
    const auto proof = proofOf({});
    ASSERT_FALSE(proof.nobodyCan.empty());
    for (const auto &outcome : proof.nobodyCan)
        EXPECT_EQ(outcome.faults.size(), 2U) << "one failure is not enough for a cluster of two";
}

TEST(FailureProof, ListsApartWhatADeafNodeDoes)
{
    const auto proof = proofOf({});
    EXPECT_TRUE(std::ranges::any_of(proof.deaf, [](const Outcome &outcome) {
        return outcome.kind == Outcome::Kind::TwoOwners && outcome.faults.size() == 1;
    }));
}

TEST(FailureProof, FindsThatNothingEndsAFrozenKeepalived)
{
    const auto cluster = clusterOf({{"engine = \"tandemd\"", "engine = \"keepalived\""}});
    const auto proof = proveFailures(cluster);
    ASSERT_FALSE(proof.failures.empty());
    EXPECT_EQ(proof.failures.front().kind, Outcome::Kind::TwoOwners);
    EXPECT_EQ(faultsOf(proof.failures.front(), cluster), "engine and guard of m1 are frozen");
}

TEST(FailureProof, TriesInstancesThatAreAlikeOnce)
{
    const Edits alone{{"[[sync_group]]\nname = \"G1\"\nmembers = [\"VI_1\", \"VI_2\"]\n", ""},
                      {"version = 2\n", ""},
                      {"auth_pass = \"a1b2c3d4\"\n", ""}};
    const auto alike = proofOf(alone);
    Edits apart = alone;
    apart.push_back({"52\nadvert_int = 1", "52\nadvert_int = 2"});
    EXPECT_EQ(proofOf(apart).combinations, 2 * alike.combinations);
    ASSERT_FALSE(alike.nobodyCan.empty());
    EXPECT_EQ(alike.nobodyCan.front().instances, (std::vector<std::size_t>{0, 1}));
}

TEST(FailureProof, GivesUpWithinItsBound)
{
    const auto proof = proveFailures(clusterOf({}), 100);
    EXPECT_FALSE(proof.complete);
    EXPECT_LT(proof.combinations, 20U);
}

TEST(FailureProof, GivesUpWithinARunToo)
{
    const auto proof = proveFailures(
        clusterOf({{"nopreempt = false", "preempt_delay = 1000"}, {"52\nadvert_int = 1", "52\nadvert_int = 0.01"}}),
        50'000);
    EXPECT_FALSE(proof.complete);
    EXPECT_EQ(proof.combinations, 0U);
}

TEST(FailureProof, ManyChecksMakeACombinationDearerAndNotTheProofLonger)
{
    config::Cluster cluster = clusterOf({});
    for (int number = 0; number < 200; ++number) {
        const std::string name = "check" + std::to_string(number);
        cluster.checks.push_back({.name = name, .kind = config::CheckKind::Tcp});
        cluster.instances.front().tracks.push_back(name);
    }
    constexpr std::size_t mostSteps = 40'000;
    const Proof proof = proveFailures(cluster, mostSteps);
    EXPECT_FALSE(proof.complete);
    EXPECT_LT(proof.combinations, mostSteps / (cluster.nodes.size() * cluster.checks.size() / 4));
}

} // namespace
} // namespace tandem::lint
