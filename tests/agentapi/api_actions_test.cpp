// SPDX-License-Identifier: GPL-3.0-or-later
// Who may ask for actions, in whose name, and how they are answered.
#include "apiservertest.h"

#include <gmock/gmock.h>

using namespace tandem;
using namespace tandem::agent;
using testing::HasSubstr;

namespace {

class ApiActionsTest : public ApiServerTest
{
protected:
    void become(Role role)
    {
        m_agent.peers.clear();
        rpc::pin(m_agent, m_desktop, "alice", role);
        m_server->setIdentity(m_agent);
        ASSERT_TRUE(connectClient());
    }
};

const QJsonObject toSecond{{"node", "maxscale2"}, {"asked_by", "mallory"}};

} // namespace

TEST_F(ApiActionsTest, AViewerMayNot)
{
    become(Role::Viewer);
    for (const char *method : {"switchover", "maintenance", "mode"}) {
        const auto answer = ask(method, {{"node", "maxscale1"}, {"on", true}, {"action", "hold"}});
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, ErrorCode::NotAllowed);
        EXPECT_EQ(answer.error().text, "\"alice\" is viewer, and " + std::string(method) + " needs operator");
    }
    EXPECT_TRUE(m_node.actions.empty());
}

TEST_F(ApiActionsTest, AnOperatorAsksInHisOwnNameWhateverHeSays)
{
    become(Role::Operator);
    ASSERT_TRUE(ask("switchover", toSecond));
    EXPECT_EQ(m_node.actions.back(), (Action{Action::Kind::Switchover, "maxscale2", {}, "alice", {}}));
    ASSERT_TRUE(ask("switchover", {{"node", "maxscale1"}, {"instance", "VI_1"}, {"cancel", true}}));
    EXPECT_EQ(m_node.actions.back(), (Action{Action::Kind::CancelSwitchover, "maxscale1", "VI_1", "alice", {}}));
    ASSERT_TRUE(ask("maintenance", {{"node", "maxscale1"}, {"on", true}}));
    EXPECT_EQ(m_node.actions.back(), (Action{Action::Kind::MaintenanceOn, "maxscale1", {}, "alice", {}}));
    ASSERT_TRUE(ask("maintenance", {{"node", "maxscale1"}, {"on", false}}));
    EXPECT_EQ(m_node.actions.back(), (Action{Action::Kind::MaintenanceOff, "maxscale1", {}, "alice", {}}));
}

TEST_F(ApiActionsTest, AnAgentAsksForSomebodyAndIsNamedItself)
{
    become(Role::Agent);
    ASSERT_TRUE(ask("switchover", {{"node", "maxscale1"}, {"asked_by", "bob\033[31m"}}));
    EXPECT_EQ(m_node.actions.back(), (Action{Action::Kind::Switchover, "maxscale1", {}, "bob?[31m", "alice"}));
    ASSERT_TRUE(ask("maintenance", {{"node", "maxscale1"}, {"on", true}}));
    EXPECT_EQ(m_node.actions.back(), (Action{Action::Kind::MaintenanceOn, "maxscale1", {}, "alice", "alice"}));
}

TEST_F(ApiActionsTest, AHoldIsAnHourWhereNobodySaysAndSevenDaysAtMost)
{
    become(Role::Operator);
    ASSERT_TRUE(ask("mode", {{"node", "maxscale1"}, {"action", "hold"}}));
    EXPECT_EQ(m_node.actions.back(), (Action{Action::Kind::Hold, "maxscale1", {}, "alice", {}, 3600}));
    ASSERT_TRUE(ask("mode", {{"node", "maxscale1"}, {"action", "hold"}, {"for_seconds", 604800}}));
    EXPECT_EQ(m_node.actions.back().forSeconds, 604800);
    ASSERT_TRUE(ask("mode", {{"node", "maxscale1"}, {"action", "release"}}));
    EXPECT_EQ(m_node.actions.back(), (Action{Action::Kind::Release, "maxscale1", {}, "alice", {}}));
    const auto count = m_node.actions.size();
    for (const QJsonValue &bad : {QJsonValue(0), QJsonValue(-1), QJsonValue(604801)})
        EXPECT_FALSE(ask("mode", {{"node", "maxscale1"}, {"action", "hold"}, {"for_seconds", bad}}));
    const auto answer = ask("mode", {{"node", "maxscale1"}, {"action", "passive"}});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::Usage);
    EXPECT_EQ(m_node.actions.size(), count);
}

TEST_F(ApiActionsTest, AViewerMayAskWhetherAFailoverWouldHappen)
{
    become(Role::Viewer);
    const auto answer = ask("failover_readiness", {{"node", "maxscale2"}});
    ASSERT_TRUE(answer) << describe(answer.error());
    EXPECT_EQ(answer->value("would_fail_over"), true);
    ASSERT_TRUE(ask("failover_readiness", {}));
    EXPECT_EQ(m_node.askedReadiness, (std::vector<std::string>{"maxscale2", ""}));
    EXPECT_TRUE(m_node.actions.empty());
}

TEST_F(ApiActionsTest, ARefusalKeepsItsCodeAndItsWords)
{
    become(Role::Operator);
    m_node.answer = fail(ErrorCode::Refused, {}, "maxscale1 is in FAULT", "mend it");
    const auto answer = ask("switchover", {{"node", "maxscale1"}});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::Refused);
    EXPECT_EQ(answer.error().text, "maxscale1 is in FAULT");
    EXPECT_EQ(answer.error().fix, "mend it");
}

TEST_F(ApiActionsTest, OthersAreAnsweredWhileAnActionIsUnderWay)
{
    become(Role::Operator);
    m_node.holdsReplies = true;
    std::optional<Result<QJsonObject>> done;
    m_client.request("switchover", {{"node", "maxscale1"}}, [&](Result<QJsonObject> result) { done = result; });
    EXPECT_TRUE(ask("clock", {{"t0_ns", 1}}));
    EXPECT_FALSE(done);
    ASSERT_EQ(m_node.replies.size(), 1U);
    m_node.replies.front()(QJsonObject{{"done", true}});
    EXPECT_TRUE(waitUntil([&] { return done && *done; }));
}

TEST_F(ApiActionsTest, EightAreTakenAtATimeOfOneConnection)
{
    become(Role::Operator);
    m_node.holdsReplies = true;
    int refused = 0;
    for (int i = 0; i < 9; ++i)
        m_client.request("switchover", {{"node", "maxscale1"}}, [&](const Result<QJsonObject> &result) {
            refused += !result && result.error().code == ErrorCode::Refused ? 1 : 0;
        });
    ASSERT_TRUE(waitUntil([&] { return refused == 1; }));
    EXPECT_EQ(m_node.replies.size(), 8U);
    m_node.replies.front()(QJsonObject{{"done", true}});
    m_client.request("switchover", {{"node", "maxscale1"}}, [](const Result<QJsonObject> &) {});
    EXPECT_TRUE(waitUntil([&] { return m_node.replies.size() == 9; })) << "an answer makes room";
}

TEST_F(ApiActionsTest, WhoLeavesBeforeTheAnswerDoesNoHarm)
{
    become(Role::Operator);
    m_node.holdsReplies = true;
    m_client.request("switchover", {{"node", "maxscale1"}}, [](const Result<QJsonObject> &) {});
    ASSERT_TRUE(waitUntil([&] { return m_node.replies.size() == 1; }));
    m_client.close();
    ASSERT_TRUE(waitUntil([&] { return m_server->connectionCount() == 0; }));
    m_node.replies.front()(QJsonObject{{"done", true}});
}

TEST_F(ApiActionsTest, TheStatusOfAnotherNodeIsWhatItSaidLast)
{
    become(Role::Viewer);
    EXPECT_EQ(ask("status")->value("name"), "maxscale1");
    EXPECT_EQ(ask("status", {{"node", "maxscale1"}})->value("name"), "maxscale1");
    EXPECT_EQ(ask("status", {{"node", "other"}})->value("name"), "other");
    EXPECT_FALSE(ask("status", {{"node", "nobody"}}));
}

TEST_F(ApiActionsTest, HelloNamesTheJournal)
{
    m_node.setJournalId("cafe");
    become(Role::Viewer);
    EXPECT_EQ(m_client.hello().journal, "cafe");
}
