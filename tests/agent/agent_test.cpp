// SPDX-License-Identifier: GPL-3.0-or-later
// The whole agent in one process, between a scripted engine, a scripted MaxScale and a client of its API.
#include "agentfixture.h"
#include "rpc/client.h"

#include <ranges>

namespace tandem::agent {

using channel::AskNeighbours;
using channel::NeighbourAnswer;
using channel::TrackVerdict;

TEST_F(AgentTest, PutsTheNodesStatusTogether)
{
    start();
    ASSERT_TRUE(engineSays(VrrpState::Backup));
    ASSERT_TRUE(reads(true));
    const model::NodeStatus status = m_agent->status();
    EXPECT_EQ(status.name, "maxscale1");
    EXPECT_TRUE(status.reachable);
    EXPECT_EQ(status.leaseSeconds, 2);
    EXPECT_EQ(status.engineLatenessNs, 1000);
    ASSERT_EQ(status.instances.size(), 1U);
    EXPECT_EQ(status.instances[0].state, VrrpState::Backup);
    EXPECT_EQ(status.maxscale.verdict, "ok");
    EXPECT_EQ(status.maxscale.servers.size(), 2U);
    EXPECT_THAT(status.alarms, testing::IsEmpty());
}

TEST_F(AgentTest, BringsMaxScalesModeToWhatTheEngineIs)
{
    start();
    ASSERT_TRUE(engineSays(VrrpState::Backup));
    ASSERT_TRUE(reads(true));
    m_engine.say(engineStatus(VrrpState::Master));
    ASSERT_TRUE(reads(false));
    m_engine.say(engineStatus(VrrpState::Stopped));
    ASSERT_TRUE(reads(true));
    ASSERT_TRUE(waitUntil([&] { return eventsOf(EventKind::Mode).size() == 4; }));
    EXPECT_THAT(eventsOf(EventKind::Mode),
                testing::ElementsAre(">active", "active>passive", "passive>active", "active>passive"));
}

TEST_F(AgentTest, TellsTheEngineAtOnceThatMaxScaleDied)
{
    start();
    ASSERT_TRUE(engineSays(VrrpState::Master));
    ASSERT_TRUE(waitUntil([&] { return !m_engine.heardOf<TrackVerdict>().empty(); }));
    EXPECT_EQ(m_engine.heardOf<TrackVerdict>().back().state, TrackVerdict::State::Up);
    m_maxscale.kill();
    ASSERT_TRUE(waitUntil([&] { return m_engine.heardOf<TrackVerdict>().back().state == TrackVerdict::State::Down; }));
    const TrackVerdict verdict = m_engine.heardOf<TrackVerdict>().back();
    EXPECT_EQ(verdict.check, "maxscale");
    EXPECT_EQ(verdict.evidence, "refused");
    EXPECT_GE(verdict.validForNs, 2'000'000'000);
    ASSERT_TRUE(waitUntil([&] { return hasAlarm("maxscale-unreachable"); }));
    ASSERT_TRUE(waitUntil([&] { return eventsOf(EventKind::Health).size() == 2; }));
    EXPECT_THAT(eventsOf(EventKind::Health), testing::ElementsAre(">ok", "ok>refused"));
}

TEST_F(AgentTest, RenewsItsVerdict)
{
    start();
    ASSERT_TRUE(engineSays(VrrpState::Master));
    ASSERT_TRUE(waitUntil([&] { return m_engine.heardOf<TrackVerdict>().size() >= 4; }));
}

TEST_F(AgentTest, StoresTheEnginesEventsAndSaysSo)
{
    start();
    ASSERT_TRUE(engineSays(VrrpState::Master));
    m_engine.say(test::engineEvent(1));
    m_engine.say(test::engineEvent(2));
    ASSERT_TRUE(waitUntil([&] {
        const auto stored = m_engine.heardOf<channel::EventsStored>();
        return !stored.empty() && stored.back() == channel::EventsStored{7, 2};
    }));
    EXPECT_THAT(eventsOf(EventKind::State), testing::ElementsAre(">MASTER", ">MASTER"));
    const auto events = m_agent->events(0, 1000).value();
    for (std::size_t i = 0; i < events.size(); ++i)
        EXPECT_EQ(events[i].seq, i + 1);
    EXPECT_EQ(m_agent->lastEventSeq(), events.size());
}

TEST_F(AgentTest, GoesOnWhereItsJournalEnded)
{
    start();
    ASSERT_TRUE(engineSays(VrrpState::Master));
    m_engine.say(test::engineEvent(1));
    ASSERT_TRUE(waitUntil([&] { return !m_engine.heardOf<channel::EventsStored>().empty(); }));
    m_agent.reset();
    m_engine.heard.clear();
    m_engine.hangUp();
    start();
    ASSERT_TRUE(engineSays(VrrpState::Master));
    ASSERT_TRUE(waitUntil([&] { return !m_engine.heardOf<channel::AgentHello>().empty(); }));
    EXPECT_EQ(m_engine.heardOf<channel::AgentHello>().front(), (channel::AgentHello{TANDEM_VERSION, 7, 1}));
}

TEST_F(AgentTest, StoresSamples)
{
    start();
    ASSERT_TRUE(waitUntil([&] { return m_agent->samples(0, 10).value().size() >= 2; }));
    EXPECT_EQ(m_agent->samples(0, 10)->front().verdict, "ok");
}

TEST_F(AgentTest, LeavesMaxScaleAloneWithoutAnEngineAndAlarms)
{
    m_engine.leave();
    start();
    ASSERT_TRUE(waitUntil([&] { return hasAlarm("engine-unreachable"); }));
    EXPECT_EQ(m_maxscale.countOf("PATCH"), 0);
    EXPECT_EQ(m_agent->status().engineState, EngineState::Unknown);
    EXPECT_EQ(m_agent->status().instances.at(0).state, VrrpState::Unknown);
}

TEST_F(AgentTest, RunsTheChecksOfOtherKindsAndTellsTheEngine)
{
    const std::string flag = m_directory.filePath("flag").toStdString();
    agent::Setup made = setup();
    made.cluster.checks.push_back({.name = "site",
                                   .kind = config::CheckKind::Script,
                                   .interval = 50ms,
                                   .fall = 1,
                                   .rise = 1,
                                   .script = "/usr/bin/test ! -e " + flag});
    made.cluster.instances.front().tracks.push_back("site");
    start(std::move(made));
    ASSERT_TRUE(engineSays(VrrpState::Master));
    const auto said = [&] {
        for (const TrackVerdict &verdict : std::views::reverse(m_engine.heardOf<TrackVerdict>()))
            if (verdict.check == "site")
                return verdict;
        return TrackVerdict{};
    };
    ASSERT_TRUE(waitUntil([&] { return said().state == TrackVerdict::State::Up; }));
    ASSERT_TRUE(QFile(QString::fromStdString(flag)).open(QIODevice::WriteOnly));
    ASSERT_TRUE(waitUntil([&] { return said().state == TrackVerdict::State::Down; }));
    EXPECT_EQ(said().evidence, "exit code 1");
    ASSERT_TRUE(waitUntil([&] { return hasAlarm("check-failed"); }));
    EXPECT_FALSE(hasAlarm("maxscale-failed"));
    ASSERT_TRUE(QFile::remove(QString::fromStdString(flag)));
    ASSERT_TRUE(waitUntil([&] { return !hasAlarm("check-failed"); }));
    ASSERT_TRUE(waitUntil([&] { return eventsOf(EventKind::Health).back() == "exit code 1>ok"; }));
    EXPECT_THAT(eventsOf(EventKind::Health), testing::Contains("ok>exit code 1"));
}

TEST_F(AgentTest, CallsTheNotifyScriptForTheEnginesTransitions)
{
    agent::Setup made = setup();
    const QString calls = m_directory.filePath("calls");
    QFile script(m_directory.filePath("notify.sh"));
    ASSERT_TRUE(script.open(QIODevice::WriteOnly));
    script.write("#!/bin/sh\necho \"$*\" >> " + calls.toUtf8() + "\nexit 4\n");
    script.close();
    script.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
    made.cluster.notifyScript = script.fileName().toStdString();
    start(std::move(made));
    ASSERT_TRUE(engineSays(VrrpState::Master));
    m_engine.say(test::engineEvent(1));
    const auto content = [&] {
        QFile file(calls);
        return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
    };
    ASSERT_TRUE(waitUntil([&] { return !content().empty(); }));
    EXPECT_THAT(content(), testing::StartsWith("INSTANCE VI_1 MASTER "));
    ASSERT_TRUE(waitUntil([&] {
        const auto events = m_agent->events(0, 1000);
        return std::ranges::any_of(*events, [](const model::Event &event) {
            return event.reason == "the notify script for INSTANCE VI_1 MASTER failed: exit code 4";
        });
    }));
}

TEST_F(AgentTest, LetsTheEngineAskTheGatewayAndSaysWhoKeepsSilent)
{
    agent::Setup made = setup();
    made.cluster.checks.push_back(
        {.name = "gateway", .kind = config::CheckKind::Gateway, .interval = 50ms, .timeout = 50ms});
    made.cluster.instances.front().tracks.push_back("gateway");
    start(std::move(made));
    ASSERT_TRUE(engineSays(VrrpState::Backup));
    ASSERT_TRUE(waitUntil([this] { return !m_engine.heardOf<AskNeighbours>().empty(); }));
    const auto said = [this](const std::string &check, TrackVerdict::State state) {
        const auto verdicts = m_engine.heardOf<TrackVerdict>();
        return std::ranges::any_of(verdicts,
                                   [&](const TrackVerdict &one) { return one.check == check && one.state == state; });
    };
    ASSERT_TRUE(waitUntil([&] {
        const auto question = m_engine.heardOf<AskNeighbours>().back();
        EXPECT_EQ(question.check, "gateway");
        m_engine.say(NeighbourAnswer{
            question.id, question.check, {{"eth0", "10.77.0.254", true, NeighbourAnswer::State::Silent, {}}}});
        return said("gateway", TrackVerdict::State::Down);
    }));
    EXPECT_TRUE(hasAlarm("check-failed"));
}

TEST_F(AgentTest, WatchesMaxScaleAlsoWhereNoCheckIsNamed)
{
    agent::Setup made = setup();
    made.cluster.checks.clear();
    made.cluster.instances.front().tracks.clear();
    start(std::move(made));
    ASSERT_TRUE(engineSays(VrrpState::Backup));
    ASSERT_TRUE(reads(true));
    EXPECT_THAT(m_engine.heardOf<TrackVerdict>(), testing::IsEmpty());
}

TEST_F(AgentTest, RunsWithoutAMaxScaleInTheFile)
{
    agent::Setup made = setup();
    made.cluster.checks.clear();
    made.cluster.instances.front().tracks.clear();
    made.cluster.maxscale.reset();
    start(std::move(made));
    ASSERT_TRUE(engineSays(VrrpState::Backup));
    EXPECT_FALSE(m_agent->status().maxscale.reachable);
}

TEST_F(AgentTest, SaysWhoHasItsPort)
{
    agent::Setup made = setup();
    made.cluster.helper.listen.port = m_maxscale.rest.port();
    auto journal = openJournal(made);
    auto agent = Agent::create(std::move(made), m_identities.of("maxscale1"), std::move(*journal));
    const auto started = (*agent)->start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::InUse);
}

TEST_F(AgentTest, AnswersItsApi)
{
    start();
    ASSERT_TRUE(engineSays(VrrpState::Backup));
    ASSERT_TRUE(reads(true));
    rpc::Client client("client");
    client.connectTo(m_identities.of("client"), "127.0.0.1", m_agent->apiPort(), "maxscale1");
    ASSERT_TRUE(waitUntil([&] { return client.isReady(); }));
    QStringList notes;
    QObject::connect(&client, &rpc::Client::notification,
                     [&](const QString &method, const QJsonObject &) { notes += method; });
    std::optional<QJsonObject> answer;
    client.request("subscribe", {{"events_since", 0}, {"samples_since_ns", 0}, {"status", true}},
                   [&](const Result<QJsonObject> &result) { answer = result.value_or(QJsonObject{}); });
    ASSERT_TRUE(waitUntil(
        [&] { return answer && notes.contains("event") && notes.contains("sample") && notes.contains("status"); }));
    EXPECT_TRUE(answer->contains("last_seq"));
    EXPECT_EQ(client.hello().node, "maxscale1");
}

} // namespace tandem::agent
