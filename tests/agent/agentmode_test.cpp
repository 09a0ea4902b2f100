// SPDX-License-Identifier: GPL-3.0-or-later
// Hold, refusals, what the nodes say of each other's MaxScales, and readiness, as the whole agent shows them.
#include "../agentapi/fakenode.h"
#include "agentfixture.h"
#include "daemon/agent/api/apiserver.h"

namespace tandem::agent {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Kind = Action::Kind;

class AgentModeTest : public AgentTest
{
protected:
    AgentModeTest()
    {
        m_peerServer = std::make_unique<ApiServer>(m_peer, m_identities.of("maxscale2"), "maxscale2");
        EXPECT_TRUE(m_peerServer->listen("127.0.0.2", 0));
    }
    agent::Setup pair()
    {
        agent::Setup made = setup();
        made.cluster.nodes.push_back({"maxscale2", *IpAddress::parse("127.0.0.2"), {}, "lo", 100, ""});
        made.cluster.helper.listen.port = m_peerServer->port();
        return made;
    }
    void ask(Kind kind, const std::string &node = "maxscale1", std::int64_t forSeconds = 60)
    {
        m_answer.reset();
        m_agent->carryOut({kind, node, {}, "alice", {}, kind == Kind::Hold ? forSeconds : 0},
                          [this](Result<QJsonObject> answer) { m_answer = std::move(answer); });
        ASSERT_TRUE(waitUntil([&] { return m_answer.has_value(); }));
    }
    QJsonObject readiness(const std::string &node = {})
    {
        m_answer.reset();
        m_agent->failoverReadiness(node, [this](Result<QJsonObject> answer) { m_answer = std::move(answer); });
        EXPECT_TRUE(waitUntil([&] { return m_answer.has_value(); }));
        return m_answer && *m_answer ? **m_answer : QJsonObject();
    }
    std::vector<std::string> actionReasons()
    {
        std::vector<std::string> list;
        const auto events = m_agent->events(0, 1000);
        for (const model::Event &event : events.value())
            if (event.kind == EventKind::Action)
                list.push_back(event.reason);
        return list;
    }
    std::string alarmText(const std::string &code)
    {
        for (const model::Alarm &alarm : m_agent->status().alarms)
            if (alarm.code == code)
                return alarm.text;
        return {};
    }

    FakeNode m_peer{"maxscale2"};
    std::unique_ptr<ApiServer> m_peerServer;
    std::optional<Result<QJsonObject>> m_answer;
};

} // namespace

TEST_F(AgentModeTest, AHoldKeepsItsHandsOffAndSaysSoWhereTheModeIsWrong)
{
    start();
    ASSERT_TRUE(engineSays(VrrpState::Backup));
    ASSERT_TRUE(reads(true));
    ask(Kind::Hold);
    ASSERT_TRUE(*m_answer) << describe(m_answer->error());
    EXPECT_EQ((*m_answer)->value("remembered"), true);
    const auto hold = m_agent->status().hold;
    ASSERT_TRUE(hold);
    EXPECT_EQ(hold->by, "alice");
    EXPECT_EQ((*m_answer)->value("until_ns").toInteger(), hold->untilNs);
    EXPECT_FALSE(hasAlarm("mode-held")) << "it is as it should be";
    const auto writes = m_maxscale.countOf("PATCH");
    m_engine.say(engineStatus(VrrpState::Master));
    ASSERT_TRUE(waitUntil([&] { return hasAlarm("mode-held"); }));
    EXPECT_THAT(alarmText("mode-held"), HasSubstr("hold keeps MaxScale passive"));
    EXPECT_EQ(m_maxscale.countOf("PATCH"), writes);
    ask(Kind::Release);
    EXPECT_TRUE((*m_answer)->value("until_ns").isNull());
    EXPECT_TRUE(reads(false));
    EXPECT_FALSE(m_agent->status().hold);
    ASSERT_TRUE(waitUntil([&] { return actionReasons().size() == 2; }));
    EXPECT_THAT(actionReasons(), ElementsAre("hold of the mode of maxscale1 for 60 s, asked for by alice",
                                             "release of the mode of maxscale1, asked for by alice"));
}

TEST_F(AgentModeTest, AHoldOutlivesTheAgentAndEndsByItself)
{
    start();
    ask(Kind::Hold, "maxscale1", 600);
    m_agent.reset();
    start();
    ASSERT_TRUE(m_agent->status().hold);
    EXPECT_EQ(m_agent->status().hold->by, "alice");
    ask(Kind::Hold, "maxscale1", 1);
    ASSERT_TRUE(waitUntil([&] { return !m_agent->status().hold; }));
    ASSERT_TRUE(waitUntil([&] { return actionReasons().size() == 3; }));
    EXPECT_EQ(actionReasons().back(), "hold of the mode of maxscale1, asked for by alice, has ended: its time is over");
    m_agent.reset();
    start();
    EXPECT_FALSE(m_agent->status().hold);
}

TEST_F(AgentModeTest, AHoldIsRefusedWhereNothingIsWrittenAnyway)
{
    agent::Setup made = setup();
    made.cluster.maxscale->mode = config::Mode::Cooperative;
    start(std::move(made));
    ask(Kind::Hold);
    ASSERT_FALSE(*m_answer);
    EXPECT_EQ(m_answer->error().code, ErrorCode::Refused);
    EXPECT_FALSE(m_agent->status().hold);
}

TEST_F(AgentModeTest, AHoldOfAnotherNodeIsPassedOn)
{
    start(pair());
    ASSERT_TRUE(waitUntil([&] {
        const auto status = m_agent->statusOf("maxscale2");
        return status && status->reachable;
    }));
    ask(Kind::Hold, "maxscale2", 120);
    ASSERT_TRUE(*m_answer) << describe(m_answer->error());
    EXPECT_EQ(m_peer.actions, (std::vector{Action{Kind::Hold, "maxscale2", {}, "alice", "maxscale1", 120}}));
    EXPECT_FALSE(m_agent->status().hold);
}

TEST_F(AgentModeTest, PassiveBesideLocksIsRefusedFromTheFirstLookOn)
{
    m_maxscale.locks = "majority_of_running";
    start();
    ASSERT_TRUE(engineSays(VrrpState::Backup));
    ASSERT_TRUE(waitUntil([&] { return hasAlarm("mode-refused"); }));
    EXPECT_EQ(m_maxscale.countOf("PATCH"), 0);
}

TEST_F(AgentModeTest, CooperativeModeWritesNothingAndShowsTheLocks)
{
    m_maxscale.locks = "majority_of_running";
    m_maxscale.lockHolder = true;
    m_maxscale.passive = true;
    agent::Setup made = setup();
    made.cluster.maxscale->mode = config::Mode::Cooperative;
    start(std::move(made));
    ASSERT_TRUE(engineSays(VrrpState::Master));
    ASSERT_TRUE(waitUntil([&] { return !m_agent->status().maxscale.monitors.empty(); }));
    EXPECT_EQ(m_agent->status().maxscale.monitors.front(),
              (model::MonitorStatus{"Monitor1", "Running", "Idle", "", false, "majority_of_running", true, true}));
    EXPECT_TRUE(waitUntil([&] { return hasAlarm("passive-lock-primary"); }));
    EXPECT_EQ(m_maxscale.countOf("PATCH"), 0);
}

TEST_F(AgentModeTest, TheStatusTellsConfigurationSyncAndFailedLogins)
{
    m_maxscale.configSync = true;
    m_maxscale.failedLogins = 7;
    start();
    ASSERT_TRUE(waitUntil([&] { return !m_agent->status().maxscale.configDigest.empty(); }));
    const auto maxscale = m_agent->status().maxscale;
    EXPECT_THAT(maxscale.configDigest, testing::StartsWith("maxscale:"));
    EXPECT_EQ(maxscale.configSync, (model::ConfigSync{3, "aa", "OK"}));
    EXPECT_EQ(maxscale.failedLogins, 7);
    m_maxscale.failedLogins = 15;
    EXPECT_TRUE(waitUntil([&] { return hasAlarm("logins-failing"); }));
}

TEST_F(AgentModeTest, APeerThatIsActiveTooIsAnAlarmWithItsBeginning)
{
    model::NodeStatus other;
    other.name = "maxscale2";
    other.reachable = true;
    other.maxscale.reachable = true;
    other.maxscale.passive = false;
    m_peer.setStatus(other);
    start(pair());
    ASSERT_TRUE(engineSays(VrrpState::Master));
    const std::int64_t before = wallClockNs();
    ASSERT_TRUE(waitUntil([&] { return hasAlarm("both-active"); }));
    const auto alarms = m_agent->status().alarms;
    const auto alarm = std::ranges::find(alarms, "both-active", &model::Alarm::code);
    EXPECT_LT(alarm->sinceNs, before + 2'000'000'000) << "since it is so, not since it was raised";
    other.maxscale.passive = true;
    m_peer.setStatus(other);
    EXPECT_TRUE(waitUntil([&] { return !hasAlarm("both-active"); }));
}

TEST_F(AgentModeTest, TellsWhyNoFailoverWouldHappen)
{
    m_maxscale.monitorAnswer = "normal__monitors.http";
    start(pair());
    ASSERT_TRUE(waitUntil([&] { return readiness()["would_fail_over"].toBool(); }));
    EXPECT_EQ(readiness()["node"], "maxscale1");
    EXPECT_EQ(readiness()["mode"], "passive");
    m_maxscale.monitorAnswer = "monitor_stopped_replica_down__monitors.http";
    ASSERT_TRUE(waitUntil([&] { return !readiness()["would_fail_over"].toBool(); }));
    bool told = false;
    const QJsonArray preconditions = readiness()["preconditions"].toArray();
    for (const QJsonValue &one : preconditions)
        told = told || (one["code"] == "monitor-running" && one["ok"] == false);
    EXPECT_TRUE(told);
}

TEST_F(AgentModeTest, AsksThePeerWhetherItsMaxScaleWould)
{
    m_peer.readiness = QJsonObject{{"node", "maxscale2"}, {"would_fail_over", false}};
    start(pair());
    ASSERT_TRUE(waitUntil([&] { return readiness("maxscale2")["node"] == "maxscale2"; }));
    EXPECT_EQ(m_peer.askedReadiness.back(), "") << "it is asked for itself: what comes from an agent is not passed on";
    m_answer.reset();
    m_agent->failoverReadiness("maxscale3", [this](Result<QJsonObject> answer) { m_answer = std::move(answer); });
    ASSERT_TRUE(m_answer);
    EXPECT_EQ(m_answer->error().code, ErrorCode::Usage);
}

} // namespace tandem::agent
