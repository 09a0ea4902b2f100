// SPDX-License-Identifier: GPL-3.0-or-later
#include "rollout/judgement.h"

#include <gmock/gmock.h>

namespace tandem::rollout {

namespace {

using model::VrrpState;
using testing::ElementsAre;

const std::string digest(64, 'a');

model::InstanceStatus instance(const std::string &name, VrrpState state, const std::string &master = "10.77.0.1")
{
    model::InstanceStatus made;
    made.name = name;
    made.state = state;
    made.masterAddress = master;
    return made;
}

model::NodeStatus host(std::vector<model::InstanceStatus> instances)
{
    model::NodeStatus made;
    made.reachable = true;
    made.engineState = model::EngineState::Running;
    made.clusterFile = digest;
    made.trialUntilNs = 5;
    made.instances = std::move(instances);
    return made;
}

const auto standby = host({instance("VI_1", VrrpState::Backup)});
const auto owner = host({instance("VI_1", VrrpState::Master)});

} // namespace

TEST(RolloutOrder, StandbysComeFirstAndTheOwnerOfMostLast)
{
    const auto half = host({instance("VI_1", VrrpState::Backup), instance("VI_2", VrrpState::Master)});
    const auto most = host({instance("VI_1", VrrpState::Master), instance("VI_2", VrrpState::Master)});
    EXPECT_THAT(orderOf({most, half, standby, standby}), ElementsAre(2, 3, 1, 0));
}

TEST(RolloutJudgement, AHostThatIsAsItWasIsWell)
{
    EXPECT_EQ(wrongWith(standby, standby, digest), "");
    EXPECT_EQ(wrongWith(owner, owner, digest), "");
}

TEST(RolloutJudgement, AHostIsNotWellBeforeItsAgentHasTheFileAndItsEngineRuns)
{
    EXPECT_EQ(wrongWith(standby, standby, std::string(64, 'b')), "its agent has not begun anew yet");
    auto stopped = standby;
    stopped.engineState = model::EngineState::Unknown;
    EXPECT_EQ(wrongWith(standby, stopped, digest), "tandemd is unknown");
}

TEST(RolloutJudgement, AStateThatIsAnotherOneIsWrong)
{
    EXPECT_EQ(wrongWith(standby, owner, digest), "VI_1 is MASTER, and was BACKUP");
    EXPECT_EQ(wrongWith(owner, standby, digest), "VI_1 is BACKUP, and was MASTER");
    EXPECT_EQ(wrongWith(standby, host({instance("VI_1", VrrpState::Fault)}), digest), "VI_1 is FAULT, and was BACKUP");
}

TEST(RolloutJudgement, ABackupThatHearsNobodyIsWrong)
{
    EXPECT_EQ(wrongWith(standby, host({instance("VI_1", VrrpState::Backup, "")}), digest), "VI_1 hears no MASTER");
}

TEST(RolloutJudgement, WhatIsMendedOrNewIsWell)
{
    const auto broken = host({instance("VI_1", VrrpState::Fault)});
    EXPECT_EQ(wrongWith(broken, standby, digest), "");
    const auto more = host({instance("VI_1", VrrpState::Backup), instance("VI_2", VrrpState::Backup, "")});
    EXPECT_EQ(wrongWith(standby, more, digest), "");
    const auto fault = host({instance("VI_1", VrrpState::Backup), instance("VI_2", VrrpState::Fault)});
    EXPECT_EQ(wrongWith(standby, fault, digest), "VI_2 is FAULT");
}

TEST(RolloutJudgement, AHostHasReturnedWhenItRunsAnotherFileWithoutATrial)
{
    EXPECT_FALSE(hasReturned(standby, digest));
    EXPECT_FALSE(hasReturned(standby, std::string(64, 'b'))) << "its agent has not begun anew yet";
    auto back = standby;
    back.trialUntilNs.reset();
    EXPECT_TRUE(hasReturned(back, std::string(64, 'b')));
}

TEST(RolloutJudgement, EachInstanceHasOneOwner)
{
    EXPECT_EQ(wrongWithOwners({owner, standby}), "");
    EXPECT_EQ(wrongWithOwners({standby, standby}), "VI_1 has no MASTER");
    EXPECT_EQ(wrongWithOwners({owner, owner}), "VI_1 has 2 MASTERs");
}

} // namespace tandem::rollout
