// SPDX-License-Identifier: GPL-3.0-or-later
// tandemctl switchover and maintenance, against agents' own servers over nodes that do as the test says.
#include "cli/ordercommand.h"
#include "clitest.h"

#include <gmock/gmock.h>

using namespace tandem;
using namespace tandem::cli;
using namespace std::chrono_literals;
using agent::Action;
using model::VrrpState;
using testing::HasSubstr;

namespace {

class OrderCommandTest : public CliTest
{
protected:
    OrderCommandTest()
    {
        setRole(Role::Operator);
        for (auto &node : m_nodes)
            node.answer = QJsonObject{{"done", true}, {"instances", QJsonArray{"VI_1"}}};
    }

    void setStates(VrrpState first, VrrpState second)
    {
        for (const int i : {0, 1}) {
            auto status = m_nodes[i].status();
            status.instances[0].state = i == 0 ? first : second;
            m_nodes[i].setStatus(status);
        }
    }

    /// As run(), but with that patience, and `meanwhile` once the agent was asked.
    int runWith(const QStringList &arguments, int agent, const std::function<void()> &meanwhile,
                std::chrono::milliseconds patience = 10s)
    {
        if (const auto code = begin(arguments))
            return static_cast<int>(*code);
        dynamic_cast<OrderCommand &>(*m_command).setPatience(patience);
        EXPECT_TRUE(waitUntil([&] { return !m_nodes[agent].actions.empty() || m_code; }));
        meanwhile();
        EXPECT_TRUE(waitUntil([&] { return m_code.has_value(); }, 20s));
        m_command.reset();
        return static_cast<int>(m_code.value_or(ExitCode{-1}));
    }
};

} // namespace

TEST_F(OrderCommandTest, ASwitchoverAsksTheTargetAndWaitsUntilItIsMasterEverywhere)
{
    int early = 0;
    const int code = runWith(remote({"switchover", "maxscale2"}), 1, [&] {
        setStates(VrrpState::Master, VrrpState::Master);
        const QDeadlineTimer later(200ms);
        waitUntil([&] { return later.hasExpired(); });
        early = m_code ? 1 : 0;
        setStates(VrrpState::Backup, VrrpState::Master);
    });
    EXPECT_EQ(code, 0) << err();
    EXPECT_EQ(early, 0) << "the old one is still MASTER";
    EXPECT_EQ(out(), "maxscale2 is MASTER of VI_1, and stays so until tandemctl switchover maxscale2 --cancel\n");
    EXPECT_TRUE(m_nodes[0].actions.empty());
    EXPECT_EQ(m_nodes[1].actions, (std::vector{Action{Action::Kind::Switchover, "maxscale2", {}, "tandemctl", {}}}));
}

TEST_F(OrderCommandTest, InstanceAndCancelArePassedOn)
{
    EXPECT_EQ(run(remote({"switchover", "maxscale2", "--cancel", "--instance", "VI_1"})), 0) << err();
    EXPECT_EQ(m_nodes[1].actions,
              (std::vector{Action{Action::Kind::CancelSwitchover, "maxscale2", "VI_1", "tandemctl", {}}}));
    EXPECT_THAT(out(), HasSubstr("has ended"));
}

TEST_F(OrderCommandTest, ARefusalIsOneWithItsReasonAndWhatHelps)
{
    m_nodes[1].answer = fail(ErrorCode::Refused, {}, "maxscale2 is in FAULT", "mend that first");
    EXPECT_EQ(run(remote({"switchover", "maxscale2"})), 1);
    EXPECT_EQ(out(), "");
    EXPECT_EQ(err(), "tandemctl: maxscale2 is in FAULT; mend that first\n");
    EXPECT_EQ(run(remote({"switchover", "maxscale2", "--json"})), 1);
    EXPECT_EQ(json()["ok"], false);
    EXPECT_EQ(json()["error"].toObject()["code"], "refused");
    EXPECT_EQ(json()["error"].toObject()["text"], "maxscale2 is in FAULT");
    EXPECT_EQ(json()["error"].toObject()["fix"], "mend that first");
}

TEST_F(OrderCommandTest, WhatIsDoneButNotSeenInTimeIsOneAndSaysWhoIsMaster)
{
    EXPECT_EQ(runWith(
                  remote({"switchover", "maxscale2"}), 1, [] {}, 300ms),
              1);
    EXPECT_THAT(err(), HasSubstr("maxscale2 is not MASTER of VI_1"));
    EXPECT_EQ(out(), "");
}

TEST_F(OrderCommandTest, AViewerIsThree)
{
    setRole(Role::Viewer);
    EXPECT_EQ(run(remote({"switchover", "maxscale2"})), 3);
    EXPECT_THAT(err(), HasSubstr("needs operator"));
    EXPECT_TRUE(m_nodes[1].actions.empty());
}

TEST_F(OrderCommandTest, ATargetWhoseHelperDoesNotAnswerIsThreeAndNobodyElseIsAsked)
{
    m_servers[1].reset();
    EXPECT_EQ(run(remote({"switchover", "maxscale2"})), 3);
    EXPECT_THAT(err(), HasSubstr("127.0.0.2:"));
    EXPECT_TRUE(m_nodes[0].actions.empty());
    EXPECT_EQ(run(remote({"switchover", "maxscale2", "--json"})), 3);
    EXPECT_EQ(json()["error"].toObject()["code"], "not-reachable");
}

TEST_F(OrderCommandTest, AnotherNodeOutOfReachHoldsNothingUp)
{
    m_servers[0].reset();
    setStates(VrrpState::Backup, VrrpState::Master);
    EXPECT_EQ(run(remote({"switchover", "maxscale2"})), 0) << err();
}

TEST_F(OrderCommandTest, ANodeOrInstanceThatTheFileHasNotIsTwo)
{
    EXPECT_EQ(run(remote({"switchover", "maxscale9"})), 2);
    EXPECT_THAT(err(), HasSubstr("no node \"maxscale9\""));
    EXPECT_EQ(run(remote({"switchover", "maxscale2", "--instance", "VI_9"})), 2);
    EXPECT_THAT(err(), HasSubstr("no instance \"VI_9\""));
    EXPECT_TRUE(m_nodes[1].actions.empty());
}

TEST_F(OrderCommandTest, MaintenanceSaysWhoTookTheVipsFirst)
{
    m_nodes[0].answer = QJsonObject{{"done", true}, {"moved_to", QJsonArray{"maxscale2"}}, {"remembered", true}};
    const int code = runWith(remote({"maintenance", "maxscale1", "on"}), 0, [&] {
        auto status = m_nodes[0].status();
        status.maintenance = true;
        m_nodes[0].setStatus(status);
        setStates(VrrpState::Backup, VrrpState::Master);
    });
    EXPECT_EQ(code, 0) << err();
    EXPECT_EQ(out(), "maxscale2 took its VIPs first, and now maxscale1 is in maintenance until tandemctl maintenance "
                     "maxscale1 off\n");
    EXPECT_EQ(m_nodes[0].actions.at(0).kind, Action::Kind::MaintenanceOn);
}

TEST_F(OrderCommandTest, MaintenanceThatIsNotOnTheDiskYetIsSaid)
{
    m_nodes[1].answer = QJsonObject{{"done", true}, {"moved_to", QJsonArray()}, {"remembered", false}};
    EXPECT_EQ(run(remote({"maintenance", "maxscale2", "off", "--json"})), 0);
    EXPECT_THAT(err(), HasSubstr("could not write it down"));
    EXPECT_EQ(json()["ok"], true);
    EXPECT_EQ(json()["on"], false);
    EXPECT_EQ(json()["states"].toObject()["maxscale1"], (QJsonObject{{"VI_1", "MASTER"}}));
}

TEST_F(OrderCommandTest, TheHelperOfThisHostPassesOnAndTellsOfTheOther)
{
    ASSERT_TRUE(m_servers[0]->listenLocal(m_directory.filePath("agent.sock").toStdString()));
    model::NodeStatus other = aStatus(1);
    m_nodes[0].setOther(other);
    const int code = runWith({"switchover", "maxscale2", "--run-dir", m_directory.path()}, 0, [&] {
        other.instances[0].state = VrrpState::Master;
        m_nodes[0].setOther(other);
        setStates(VrrpState::Backup, VrrpState::Backup); // the second one is not asked here
    });
    EXPECT_EQ(code, 0) << err();
    EXPECT_THAT(out(), HasSubstr("maxscale2 is MASTER of VI_1"));
    EXPECT_EQ(m_nodes[0].actions.at(0).node, "maxscale2");
    EXPECT_THAT(m_nodes[0].actions.at(0).askedBy, HasSubstr("uid "));
    EXPECT_TRUE(m_nodes[1].actions.empty());
    EXPECT_EQ(run({"maintenance", "maxscale2", "on", "--run-dir", "/nowhere"}), 3);
}
