// SPDX-License-Identifier: GPL-3.0-or-later
// Switchover and maintenance, as the whole agent carries them out or passes them on.
#include "agentfixture.h"
#include "daemon/agent/api/apiserver.h"

namespace tandem::agent {

namespace {

using channel::Order;
using channel::OrderAnswer;
using testing::ElementsAre;
using testing::HasSubstr;
using Kind = Action::Kind;

/// maxscale2's agent, as maxscale1's sees it.
class Peer : public NodeView
{
public:
    Peer() { m_status.name = "maxscale2"; }
    model::NodeStatus status() const override { return m_status; }
    Result<std::vector<model::Event>> events(std::uint64_t, int) const override { return std::vector<model::Event>{}; }
    std::uint64_t lastEventSeq() const override { return 0; }
    Result<std::vector<model::HealthSample>> samples(std::int64_t, int) const override
    {
        return std::vector<model::HealthSample>{};
    }
    Result<std::vector<model::HealthRollup>> rollups(model::Resolution, std::int64_t, std::int64_t, int) const override
    {
        return std::vector<model::HealthRollup>{};
    }
    std::string journalId() const override { return "2"; }
    Result<model::NodeStatus> statusOf(const std::string &) const override { return fail(ErrorCode::Usage, {}, "no"); }
    void carryOut(const Action &action, ActionReply reply) override
    {
        actions.push_back(action);
        reply(answer);
    }
    void failoverReadiness(const std::string &, ActionReply reply) override { reply(QJsonObject()); }
    void become(VrrpState state)
    {
        m_status.engineState = EngineState::Running;
        model::InstanceStatus instance;
        instance.name = "VI_1";
        instance.state = state;
        instance.effectivePriority = 100;
        m_status.instances = {instance};
        emit statusChanged();
    }

    std::vector<Action> actions;
    Result<QJsonObject> answer = QJsonObject{{"done", true}};

private:
    model::NodeStatus m_status;
};

class AgentActionsTest : public AgentTest
{
protected:
    AgentActionsTest()
    {
        m_peerServer = std::make_unique<ApiServer>(m_peer, m_identities.of("maxscale2"), "maxscale2");
        EXPECT_TRUE(m_peerServer->listen("127.0.0.2", 0));
    }
    /// maxscale1's agent in a cluster of two, its engine in `state`.
    void startPair(VrrpState state)
    {
        agent::Setup made = setup();
        made.cluster.nodes.push_back({"maxscale2", *IpAddress::parse("127.0.0.2"), {}, "lo", 100, ""});
        made.cluster.helper.listen.port = m_peerServer->port();
        start(std::move(made));
        ASSERT_TRUE(engineSays(state));
    }
    void peerIs(VrrpState state)
    {
        m_peer.become(state);
        ASSERT_TRUE(waitUntil([&] {
            const auto status = m_agent->statusOf("maxscale2");
            return status && status->reachable && !status->instances.empty() && status->instances[0].state == state;
        }));
    }
    void ask(Kind kind, const std::string &node = "maxscale1", const std::string &through = {})
    {
        m_answer.reset();
        m_agent->carryOut({kind, node, {}, "alice", through},
                          [this](Result<QJsonObject> answer) { m_answer = std::move(answer); });
    }
    bool answered()
    {
        return waitUntil([&] { return m_answer.has_value(); });
    }
    std::vector<Order::Kind> ordered() const
    {
        std::vector<Order::Kind> kinds;
        for (const Order &order : m_engine.heardOf<Order>())
            kinds.push_back(order.kind);
        return kinds;
    }
    /// The engine answers the order that comes as number `count`.
    bool engineAnswers(std::size_t count, const std::vector<OrderAnswer::Refusal> &refusals = {})
    {
        if (!waitUntil([&] { return m_engine.heardOf<Order>().size() >= count; }))
            return false;
        m_engine.say(OrderAnswer{m_engine.heardOf<Order>()[count - 1].id, refusals});
        return true;
    }
    void engineIs(VrrpState state, bool maintenance)
    {
        auto status = engineStatus(state);
        status.maintenance = maintenance;
        m_engine.say(status);
    }
    std::vector<std::string> reasons()
    {
        std::vector<std::string> list;
        const auto events = m_agent->events(0, 1000);
        for (const model::Event &event : events.value())
            if (event.kind == EventKind::Action)
                list.push_back(event.reason);
        return list;
    }

    Peer m_peer;
    std::unique_ptr<ApiServer> m_peerServer;
    std::optional<Result<QJsonObject>> m_answer;
};

} // namespace

TEST_F(AgentActionsTest, OrdersASwitchoverAndWritesDownWhoAsked)
{
    startPair(VrrpState::Backup);
    ask(Kind::Switchover);
    ASSERT_TRUE(engineAnswers(1));
    ASSERT_TRUE(answered());
    ASSERT_TRUE(*m_answer) << describe(m_answer->error());
    EXPECT_EQ((*m_answer)->value("done"), true);
    EXPECT_EQ((*m_answer)->value("instances").toArray(), QJsonArray{"VI_1"});
    ASSERT_TRUE(waitUntil([&] { return !reasons().empty(); }));
    EXPECT_THAT(reasons(), ElementsAre("switchover to maxscale1, asked for by alice"));
}

TEST_F(AgentActionsTest, TellsWhyTheEngineRefusedAndWritesThatDown)
{
    startPair(VrrpState::Fault);
    ask(Kind::Switchover);
    ASSERT_TRUE(engineAnswers(1, {{"VI_1", "fault"}}));
    ASSERT_TRUE(answered());
    ASSERT_FALSE(*m_answer);
    EXPECT_EQ(m_answer->error().code, ErrorCode::Refused);
    EXPECT_THAT(m_answer->error().text, HasSubstr("maxscale1 is in FAULT"));
    ASSERT_TRUE(waitUntil([&] { return !reasons().empty(); }));
    EXPECT_THAT(reasons(), ElementsAre(HasSubstr("asked for by alice: refused: maxscale1 is in FAULT")));
}

TEST_F(AgentActionsTest, SaysThatTheEngineIsAwayOrDoesNotAnswer)
{
    startPair(VrrpState::Backup);
    ask(Kind::Switchover);
    ASSERT_TRUE(answered());
    EXPECT_EQ(m_answer->error().code, ErrorCode::NotReachable);
    EXPECT_THAT(m_answer->error().text, HasSubstr("it is not known whether it was done"));
    m_engine.hangUp();
    m_engine.leave();
    ASSERT_TRUE(waitUntil([&] { return m_agent->status().engineState == EngineState::Unknown; }));
    ask(Kind::Switchover);
    ASSERT_TRUE(m_answer) << "at once";
    EXPECT_THAT(m_answer->error().text, HasSubstr("tandemd of maxscale1 does not answer"));
}

TEST_F(AgentActionsTest, RefusesWhatTheClusterDoesNotHave)
{
    startPair(VrrpState::Backup);
    ask(Kind::Switchover, "maxscale9");
    ASSERT_TRUE(m_answer);
    EXPECT_EQ(m_answer->error().code, ErrorCode::Usage);
    m_agent->carryOut({Kind::Switchover, "maxscale1", "VI_9", "alice", {}},
                      [this](Result<QJsonObject> answer) { m_answer = std::move(answer); });
    EXPECT_EQ(m_answer->error().code, ErrorCode::Usage);
    EXPECT_THAT(ordered(), testing::IsEmpty());
}

TEST_F(AgentActionsTest, TakesTenASecond)
{
    startPair(VrrpState::Backup);
    int refused = 0;
    for (int i = 0; i < 12; ++i)
        m_agent->carryOut({Kind::Switchover, "maxscale9", {}, "alice", {}}, [&](const Result<QJsonObject> &answer) {
            refused += answer.error().code == ErrorCode::Refused ? 1 : 0;
        });
    EXPECT_GE(refused, 1);
    EXPECT_LE(refused, 2);
}

TEST_F(AgentActionsTest, RemembersTheMaintenanceAndTellsAnEngineThatComesWithoutIt)
{
    startPair(VrrpState::Backup);
    ask(Kind::MaintenanceOn);
    ASSERT_TRUE(engineAnswers(1));
    ASSERT_TRUE(answered());
    ASSERT_TRUE(*m_answer) << describe(m_answer->error());
    EXPECT_EQ((*m_answer)->value("remembered"), true);
    EXPECT_TRUE(m_agent->status().maintenance);
    EXPECT_TRUE(hasAlarm("maintenance"));
    m_agent.reset();
    m_engine.heard.clear();
    m_engine.hangUp();
    startPair(VrrpState::Backup);
    EXPECT_TRUE(m_agent->status().maintenance) << "over a restart";
    ASSERT_TRUE(engineAnswers(1));
    EXPECT_THAT(ordered(), ElementsAre(Order::Kind::MaintenanceOn));
    engineIs(VrrpState::Backup, true);
    ask(Kind::MaintenanceOff);
    ASSERT_TRUE(engineAnswers(2));
    ASSERT_TRUE(answered());
    EXPECT_FALSE(m_agent->status().maintenance);
    EXPECT_FALSE(hasAlarm("maintenance"));
    m_agent.reset();
    m_engine.hangUp();
    startPair(VrrpState::Backup);
    EXPECT_FALSE(m_agent->status().maintenance);
}

TEST_F(AgentActionsTest, AsksAnEngineAgainThatRefusesTheMaintenanceAndAlarms)
{
    startPair(VrrpState::Backup);
    ask(Kind::MaintenanceOn);
    ASSERT_TRUE(engineAnswers(1));
    ASSERT_TRUE(answered());
    engineIs(VrrpState::Backup, false);
    ASSERT_TRUE(engineAnswers(2, {{"VI_1", "not-running"}}));
    ASSERT_TRUE(waitUntil([&] { return hasAlarm("maintenance-not-in-force"); }));
    ASSERT_TRUE(engineAnswers(3));
    engineIs(VrrpState::Backup, true);
    ASSERT_TRUE(waitUntil([&] { return !hasAlarm("maintenance-not-in-force"); }));
    EXPECT_TRUE(hasAlarm("maintenance"));
}

TEST_F(AgentActionsTest, TakesOverTheMaintenanceThatAnEngineKnowsOf)
{
    startPair(VrrpState::Backup);
    engineIs(VrrpState::Backup, true);
    ASSERT_TRUE(waitUntil([&] { return m_agent->status().maintenance; }));
    EXPECT_TRUE(hasAlarm("maintenance"));
    EXPECT_THAT(ordered(), testing::IsEmpty());
}

TEST_F(AgentActionsTest, DoesNotTakeTheStatusOfBeforeAnOrderForOneOfAfterIt)
{
    startPair(VrrpState::Backup);
    engineIs(VrrpState::Backup, true);
    ASSERT_TRUE(waitUntil([&] { return m_agent->status().maintenance; }));
    ask(Kind::MaintenanceOff);
    ASSERT_TRUE(engineAnswers(1));
    ASSERT_TRUE(answered());
    const auto looks = m_agent->samples(0, 1000)->size();
    ASSERT_TRUE(waitUntil([&] { return m_agent->samples(0, 1000)->size() > looks + 4; })) << "longer than a review";
    EXPECT_FALSE(m_agent->status().maintenance) << "the engine has only not told its new status yet";
    EXPECT_THAT(ordered(), ElementsAre(Order::Kind::MaintenanceOff));
}

TEST_F(AgentActionsTest, RemembersNoMaintenanceThatWasRefused)
{
    startPair(VrrpState::Backup);
    ask(Kind::MaintenanceOn);
    ASSERT_TRUE(engineAnswers(1, {{"VI_1", "owns-addresses"}}));
    ASSERT_TRUE(answered());
    EXPECT_EQ(m_answer->error().code, ErrorCode::Refused);
    EXPECT_FALSE(m_agent->status().maintenance);
}

TEST_F(AgentActionsTest, AlarmsWhileASwitchoverIsInForce)
{
    startPair(VrrpState::Master);
    auto status = engineStatus(VrrpState::Master);
    status.instances[0].overridePriority = 151;
    m_engine.say(status);
    ASSERT_TRUE(waitUntil([&] { return hasAlarm("switchover-in-force"); }));
    m_engine.say(engineStatus(VrrpState::Master));
    ASSERT_TRUE(waitUntil([&] { return !hasAlarm("switchover-in-force"); }));
}

TEST_F(AgentActionsTest, PassesOnWhatConcernsAnotherNode)
{
    startPair(VrrpState::Master);
    peerIs(VrrpState::Backup);
    ask(Kind::Switchover, "maxscale2");
    ASSERT_TRUE(answered());
    EXPECT_TRUE(*m_answer) << describe(m_answer->error());
    EXPECT_THAT(m_peer.actions, ElementsAre(Action{Kind::Switchover, "maxscale2", {}, "alice", "maxscale1"}));
    m_peer.answer = fail(ErrorCode::Refused, {}, "maxscale2 is in FAULT", "mend it");
    ask(Kind::MaintenanceOff, "maxscale2");
    ASSERT_TRUE(answered());
    EXPECT_EQ(m_answer->error().text, "maxscale2 is in FAULT");
    EXPECT_EQ(m_answer->error().code, ErrorCode::Refused);
    EXPECT_THAT(reasons(), testing::IsEmpty()) << "they are in the journal there";
    EXPECT_THAT(ordered(), testing::IsEmpty());
}

TEST_F(AgentActionsTest, PassesNothingOnTwice)
{
    startPair(VrrpState::Master);
    peerIs(VrrpState::Backup);
    ask(Kind::Switchover, "maxscale2", "maxscale3");
    ASSERT_TRUE(m_answer);
    EXPECT_EQ(m_answer->error().code, ErrorCode::Usage);
    EXPECT_THAT(m_peer.actions, testing::IsEmpty());
}

TEST_F(AgentActionsTest, SaysThatTheOtherNodeIsOutOfReachAndWritesThatDown)
{
    startPair(VrrpState::Master);
    peerIs(VrrpState::Backup);
    m_peerServer.reset();
    ASSERT_TRUE(waitUntil([&] { return !m_agent->statusOf("maxscale2")->reachable; }));
    ask(Kind::Switchover, "maxscale2");
    ASSERT_TRUE(answered());
    EXPECT_EQ(m_answer->error().code, ErrorCode::NotReachable);
    EXPECT_THAT(m_answer->error().text, HasSubstr("maxscale2 is out of reach"));
    ASSERT_TRUE(waitUntil([&] { return !reasons().empty(); }));
}

TEST_F(AgentActionsTest, MakesBeforeItBreaks)
{
    startPair(VrrpState::Master);
    peerIs(VrrpState::Backup);
    ask(Kind::MaintenanceOn);
    ASSERT_TRUE(waitUntil([&] { return m_peer.actions.size() == 1; }));
    EXPECT_EQ(m_peer.actions[0].kind, Kind::Switchover);
    EXPECT_EQ(m_peer.actions[0].askedBy, "alice, for the maintenance of maxscale1");
    m_engine.say(engineStatus(VrrpState::Master));
    EXPECT_THAT(ordered(), testing::IsEmpty()) << "the peer has not taken it yet";
    m_engine.say(engineStatus(VrrpState::Backup));
    ASSERT_TRUE(engineAnswers(1));
    EXPECT_THAT(ordered(), ElementsAre(Order::Kind::MaintenanceOn));
    ASSERT_TRUE(answered());
    ASSERT_TRUE(*m_answer) << describe(m_answer->error());
    EXPECT_EQ((*m_answer)->value("moved_to").toArray(), QJsonArray{"maxscale2"});
    ASSERT_TRUE(waitUntil([&] { return m_peer.actions.size() == 2; }));
    EXPECT_EQ(m_peer.actions[1].kind, Kind::CancelSwitchover) << "nobody finds a forgotten one";
}

TEST_F(AgentActionsTest, GoesIntoMaintenanceWithoutAPeerThatIsFit)
{
    startPair(VrrpState::Master);
    peerIs(VrrpState::Fault);
    ask(Kind::MaintenanceOn);
    ASSERT_TRUE(engineAnswers(1));
    ASSERT_TRUE(answered());
    ASSERT_TRUE(*m_answer) << describe(m_answer->error());
    EXPECT_EQ((*m_answer)->value("moved_to").toArray(), QJsonArray());
    EXPECT_THAT(m_peer.actions, testing::IsEmpty());
}

} // namespace tandem::agent
