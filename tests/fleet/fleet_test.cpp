// SPDX-License-Identifier: GPL-3.0-or-later
// A fleet against the agents' own servers, in one process over loopback.
#include "fleet/fleet.h"

#include "../agentapi/fakenode.h"
#include "../agentapi/identities.h"
#include "../eventloop.h"
#include "daemon/agent/api/apiserver.h"
#include "daemon/agent/api/tlsserver.h"
#include "rpc/message.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <gtest/gtest.h>
#include <numeric>

using namespace tandem;
using namespace tandem::fleet;
using namespace std::chrono_literals;
using rpc::Role;
using testing_support::waitUntil;

namespace {

class FleetTest : public testing::Test
{
protected:
    FleetTest() : m_desktop(rpc::newIdentity("desktop"))
    {
        for (const int i : {0, 1}) {
            const std::string name = "maxscale" + std::to_string(i + 1);
            m_agents[i] = rpc::newIdentity(name);
            rpc::pin(m_agents[i], m_desktop, "desktop", Role::Viewer);
            rpc::pin(m_desktop, m_agents[i], name, Role::Agent);
            config::Node node;
            node.name = name;
            node.address = *IpAddress::parse("127.0.0." + std::to_string(i + 1));
            m_cluster.nodes.push_back(node);
        }
        startAgent(0, 0);
        m_cluster.helper.listen.port = m_servers[0]->port();
        startAgent(1, m_cluster.helper.listen.port);
    }

    void startAgent(int i, std::uint16_t port)
    {
        m_servers[i] = std::make_unique<agent::ApiServer>(m_nodes[i], m_agents[i], m_cluster.nodes[size_t(i)].name);
        const auto listening = m_servers[i]->listen(m_cluster.nodes[size_t(i)].address.toString(), port);
        ASSERT_TRUE(listening) << describe(listening.error());
    }

    std::unique_ptr<Fleet> startFleet(HostSession::History history = {})
    {
        auto fleet = std::make_unique<Fleet>(m_cluster, m_desktop);
        fleet->setHistory(history);
        fleet->start();
        return fleet;
    }

    static std::vector<std::uint64_t> seqsOf(const Fleet &fleet, const std::string &node)
    {
        std::vector<std::uint64_t> seqs;
        for (const auto &event : const_cast<Fleet &>(fleet).eventLog().events())
            if (event.node == node)
                seqs.push_back(event.seq);
        std::ranges::sort(seqs);
        return seqs;
    }

    static std::vector<std::uint64_t> upTo(std::size_t last, std::uint64_t from = 1)
    {
        std::vector<std::uint64_t> numbers(last + 1 - from);
        std::iota(numbers.begin(), numbers.end(), from);
        return numbers;
    }

    config::Cluster m_cluster;
    rpc::TlsIdentity m_desktop;
    rpc::TlsIdentity m_agents[2];
    agent::FakeNode m_nodes[2]{agent::FakeNode("maxscale1"), agent::FakeNode("maxscale2")};
    std::unique_ptr<agent::ApiServer> m_servers[2];
};

} // namespace

TEST_F(FleetTest, SettlesOnWhatAllAgentsSay)
{
    auto status = m_nodes[0].status();
    status.engineState = model::EngineState::Running;
    m_nodes[0].setStatus(status);
    for (int i = 0; i < 150; ++i)
        m_nodes[i % 2].addEvent();
    const std::int64_t now = wallClockNs();
    m_nodes[0].addSample(now - 2);
    m_nodes[0].addSample(now - 1);
    const auto fleet = startFleet();
    EXPECT_FALSE(fleet->settled());
    EXPECT_EQ(fleet->nodes()[1].name, "maxscale2");
    int settled = 0;
    QObject::connect(fleet.get(), &Fleet::settledChanged, [&] { ++settled; });
    ASSERT_TRUE(waitUntil([&] { return fleet->settled(); }));
    EXPECT_EQ(settled, 1);
    EXPECT_EQ(fleet->link(0).state, Link::State::Connected);
    EXPECT_GT(fleet->link(0).lastHeardNs, now);
    EXPECT_TRUE(fleet->nodes()[0].reachable);
    EXPECT_EQ(fleet->nodes()[0].engineState, model::EngineState::Running);
    EXPECT_EQ(seqsOf(*fleet, "maxscale1"), upTo(75));
    EXPECT_EQ(seqsOf(*fleet, "maxscale2"), upTo(75));
    EXPECT_EQ(fleet->samples(0).size(), 2U);
    EXPECT_TRUE(fleet->samples(1).empty());
    EXPECT_TRUE(fleet->status().healthy());
}

TEST_F(FleetTest, KnowsTheClocksWithinTheirError)
{
    const auto fleet = startFleet();
    ASSERT_TRUE(waitUntil([&] { return fleet->settled(); }));
    for (const int i : {0, 1}) {
        ASSERT_TRUE(fleet->link(i).clockKnown);
        EXPECT_GT(fleet->link(i).clockErrorNs, 0);
        EXPECT_LE(std::llabs(fleet->link(i).clockOffsetNs), fleet->link(i).clockErrorNs) << "it is the same clock";
    }
    m_nodes[0].addEvent();
    ASSERT_TRUE(waitUntil([&] { return fleet->eventLog().events().size() == 1; }));
    EXPECT_EQ(fleet->eventLog().events()[0].timeNs, 1000);
    EXPECT_GT(fleet->eventLog().events()[0].clockErrorNs, 0);
}

TEST_F(FleetTest, FollowsWhatHappens)
{
    const auto fleet = startFleet();
    ASSERT_TRUE(waitUntil([&] { return fleet->settled(); }));
    m_nodes[1].addEvent("something");
    m_nodes[1].addSample(wallClockNs());
    auto status = m_nodes[1].status();
    status.helperVersion = "9.9";
    m_nodes[1].setStatus(status);
    ASSERT_TRUE(waitUntil([&] {
        return fleet->eventLog().events().size() == 1 && fleet->samples(1).size() == 1 &&
               fleet->nodes()[1].helperVersion == "9.9";
    }));
    EXPECT_EQ(fleet->eventLog().events()[0].reason, "something");
}

TEST_F(FleetTest, ABrokenConnectionLosesNoEventAndNoSample)
{
    const auto fleet = startFleet();
    ASSERT_TRUE(waitUntil([&] { return fleet->settled(); }));
    const std::uint16_t port = m_servers[0]->port();
    const std::int64_t now = wallClockNs();
    std::size_t total = 0;
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < 200; ++i, ++total) {
            m_nodes[0].addEvent();
            m_nodes[0].addSample(now + std::int64_t(total));
        }
        ASSERT_TRUE(waitUntil([&] { return !seqsOf(*fleet, "maxscale1").empty(); }));
        m_servers[0].reset();
        ASSERT_TRUE(waitUntil([&] { return fleet->link(0).state == Link::State::Lost; }));
        EXPECT_FALSE(fleet->nodes()[0].reachable);
        EXPECT_EQ(fleet->status().alarms.at(0).code, "helper-unreachable");
        for (int i = 0; i < 30; ++i, ++total) {
            m_nodes[0].addEvent();
            m_nodes[0].addSample(now + std::int64_t(total));
        }
        startAgent(0, port);
        ASSERT_TRUE(waitUntil([&] { return fleet->link(0).state == Link::State::Connected; }));
    }
    ASSERT_TRUE(waitUntil([&] { return seqsOf(*fleet, "maxscale1").size() == total; }));
    EXPECT_EQ(seqsOf(*fleet, "maxscale1"), upTo(total));
    ASSERT_TRUE(waitUntil([&] { return fleet->samples(0).size() == total; }));
    EXPECT_EQ(fleet->link(1).state, Link::State::Connected) << "the other one never noticed";
}

TEST_F(FleetTest, FetchesOnlyTheNewestPartOfALongJournal)
{
    for (int i = 0; i < 90; ++i)
        m_nodes[0].addEvent();
    m_nodes[0].addSample(wallClockNs() - 3'600'000'000'000);
    m_nodes[0].addSample(wallClockNs());
    const auto fleet = startFleet({20, 0, 1min});
    ASSERT_TRUE(waitUntil([&] { return fleet->settled(); }));
    EXPECT_EQ(seqsOf(*fleet, "maxscale1"), upTo(90, 71));
    EXPECT_EQ(fleet->samples(0).size(), 1U);
}

TEST_F(FleetTest, AJournalThatBeganAnewIsHeardFromItsBeginning)
{
    for (int i = 0; i < 5; ++i)
        m_nodes[0].addEvent("before");
    const auto fleet = startFleet();
    ASSERT_TRUE(waitUntil([&] { return fleet->settled(); }));
    const std::uint16_t port = m_servers[0]->port();
    m_servers[0].reset();
    m_nodes[0].forgetEvents();
    m_nodes[0].addEvent("after");
    startAgent(0, port);
    ASSERT_TRUE(waitUntil([&] { return fleet->eventLog().events().size() == 6; }));
}

TEST_F(FleetTest, AnotherJournalIsHeardFromItsBeginningEvenWhereItHasMoreEvents)
{
    for (int i = 0; i < 5; ++i)
        m_nodes[0].addEvent("before");
    const auto fleet = startFleet();
    ASSERT_TRUE(waitUntil([&] { return fleet->settled(); }));
    const std::uint16_t port = m_servers[0]->port();
    m_servers[0].reset();
    m_nodes[0].forgetEvents();
    m_nodes[0].setJournalId("2");
    for (int i = 0; i < 8; ++i)
        m_nodes[0].addEvent("after");
    startAgent(0, port);
    ASSERT_TRUE(waitUntil([&] { return fleet->eventLog().events().size() == 13; }));
    EXPECT_EQ(fleet->eventLog().lastSeq("maxscale1"), 8U);
}

TEST_F(FleetTest, ANodeIsAskedForAnActionAndItsAnswerComesBack)
{
    rpc::pin(m_agents[0], m_desktop, "chief", Role::Operator);
    m_agents[0].peers.erase(m_agents[0].peers.begin()); // a viewer before
    m_servers[0]->setIdentity(m_agents[0]);
    const auto fleet = startFleet();
    EXPECT_FALSE(fleet->role(0)) << "it has not said so yet";
    ASSERT_TRUE(waitUntil([&] { return fleet->settled(); }));
    EXPECT_EQ(fleet->role(0), Role::Operator);
    EXPECT_EQ(fleet->role(1), Role::Viewer);
    m_nodes[0].answer = fail(ErrorCode::Refused, {}, "maxscale1 is in FAULT", "mend that first");
    std::vector<Result<QJsonObject>> answers;
    const auto keep = [&](Result<QJsonObject> answer) { answers.push_back(std::move(answer)); };
    fleet->call(0, "switchover", {{"node", "maxscale1"}}, keep);
    ASSERT_TRUE(waitUntil([&] { return answers.size() == 1; }));
    ASSERT_FALSE(answers[0]);
    EXPECT_EQ(answers[0].error().code, ErrorCode::Refused);
    EXPECT_EQ(answers[0].error().fix, "mend that first");
    EXPECT_EQ(m_nodes[0].actions.at(0).askedBy, "chief");
    fleet->call(1, "switchover", {{"node", "maxscale2"}}, keep);
    ASSERT_TRUE(waitUntil([&] { return answers.size() == 2; }));
    EXPECT_EQ(answers[1].error().code, ErrorCode::NotAllowed) << "a viewer may not";
    EXPECT_TRUE(m_nodes[1].actions.empty());
}

TEST_F(FleetTest, AnActionWithoutAConnectionIsAnsweredWithWhy)
{
    m_servers[1].reset();
    const auto fleet = startFleet();
    ASSERT_TRUE(waitUntil([&] { return fleet->settled(); }));
    EXPECT_FALSE(fleet->role(1));
    std::optional<Result<QJsonObject>> answer;
    fleet->call(1, "maintenance", {{"node", "maxscale2"}, {"on", true}},
                [&](Result<QJsonObject> one) { answer = std::move(one); });
    EXPECT_FALSE(answer) << "never from within the call";
    ASSERT_TRUE(waitUntil([&] { return answer.has_value(); }));
    EXPECT_EQ(answer->error().code, ErrorCode::NotReachable);
}

TEST_F(FleetTest, AnAgentThatIsNotThereIsLostAndTheFleetSettles)
{
    m_servers[1].reset();
    const auto fleet = startFleet();
    ASSERT_TRUE(waitUntil([&] { return fleet->settled(); }));
    EXPECT_EQ(fleet->link(1).state, Link::State::Lost);
    ASSERT_TRUE(fleet->link(1).error);
    EXPECT_EQ(fleet->link(1).error->code, ErrorCode::NotReachable);
    EXPECT_FALSE(fleet->link(1).error->fix.empty());
    EXPECT_EQ(fleet->status().nodes[1].name, "maxscale2");
    startAgent(1, m_cluster.helper.listen.port);
    EXPECT_TRUE(waitUntil([&] { return fleet->link(1).state == Link::State::Connected; }));
}

TEST_F(FleetTest, AnAgentThatDoesNotKnowUsRefuses)
{
    m_agents[1].peers.clear();
    m_servers[1]->setIdentity(m_agents[1]);
    const auto fleet = startFleet();
    ASSERT_TRUE(waitUntil([&] { return fleet->settled(); }));
    EXPECT_EQ(fleet->link(1).state, Link::State::Refused);
    EXPECT_EQ(fleet->link(1).error->code, ErrorCode::NotAllowed);
    EXPECT_EQ(fleet->link(0).state, Link::State::Connected);
}

TEST_F(FleetTest, ASilentAgentIsLostWithinSeconds)
{
    // A frozen agent: the kernel accepts, nobody answers.
    m_servers[1].reset();
    QTcpServer frozen;
    ASSERT_TRUE(frozen.listen(QHostAddress("127.0.0.2"), m_cluster.helper.listen.port));
    const auto fleet = startFleet();
    ASSERT_TRUE(waitUntil([&] { return fleet->settled(); }, 15s));
    EXPECT_EQ(fleet->link(1).state, Link::State::Lost);
    EXPECT_EQ(fleet->link(0).state, Link::State::Connected) << "its heartbeat kept it";
}

TEST_F(FleetTest, AnAgentThatHasNothingToSayStaysConnected)
{
    EventLog log;
    HostSession session("maxscale1", HostSession::Remote{m_desktop, "127.0.0.1", m_servers[0]->port()}, "test", log);
    session.setTimes({20ms, 200ms, 10s});
    session.start();
    ASSERT_TRUE(waitUntil([&] { return session.isComplete(); }));
    int changes = 0;
    QObject::connect(&session, &HostSession::changed, [&] { ++changes; });
    const QDeadlineTimer later(600ms); // three times what makes it lost
    ASSERT_TRUE(waitUntil([&] { return later.hasExpired() || changes > 0; }));
    EXPECT_EQ(session.link().state, Link::State::Connected) << describe(session.link().error.value_or(Error{}));
    EXPECT_EQ(changes, 0);
}

TEST_F(FleetTest, AnAgentThatFallsSilentIsLost)
{
    // It says hello, and then nothing: as when the process is stopped.
    agent::TlsServer silent(m_agents[0], [] { return true; });
    ASSERT_TRUE(silent.listenAt("127.0.0.1", 0));
    QObject::connect(&silent, &QTcpServer::pendingConnectionAvailable, [&] {
        silent.nextPendingConnection()->write(
            rpc::toLine(rpc::Notification{"hello", {{"protocol", rpc::protocol}, {"node", "maxscale1"}}}));
    });
    EventLog log;
    HostSession session("maxscale1", HostSession::Remote{m_desktop, "127.0.0.1", silent.serverPort()}, "test", log);
    session.setTimes({20ms, 200ms, 10s});
    std::vector<Link::State> states;
    QObject::connect(&session, &HostSession::changed, [&] { states.push_back(session.link().state); });
    session.start();
    ASSERT_TRUE(waitUntil([&] { return session.isSettled(); }));
    EXPECT_EQ(states, (std::vector{Link::State::Connected, Link::State::Lost}));
    EXPECT_NE(session.link().error->text.find("silent"), std::string::npos);
}

TEST_F(FleetTest, AnAgentWhoseJournalDoesNotAnswerSettlesIncomplete)
{
    m_nodes[0].addEvent();
    m_nodes[0].setBroken(true);
    EventLog log;
    HostSession session("maxscale1", HostSession::Remote{m_desktop, "127.0.0.1", m_servers[0]->port()}, "test", log);
    session.setTimes({20ms, 5s, 200ms});
    session.start();
    ASSERT_TRUE(waitUntil([&] { return session.isSettled(); }));
    EXPECT_FALSE(session.isComplete());
    EXPECT_EQ(session.link().state, Link::State::Connected);
    m_nodes[0].setBroken(false);
    m_nodes[0].addEvent();
    ASSERT_TRUE(waitUntil([&] { return session.isComplete(); }));
    EXPECT_EQ(log.events().size(), 2U);
}

TEST_F(FleetTest, AGapIsFetched)
{
    for (int i = 0; i < 10; ++i)
        m_nodes[0].addEvent();
    const auto fleet = startFleet();
    ASSERT_TRUE(waitUntil([&] { return fleet->settled(); }));
    m_nodes[0].skipInSubscriptions(11, 15);
    for (int i = 0; i < 10; ++i)
        m_nodes[0].addEvent();
    ASSERT_TRUE(waitUntil([&] { return seqsOf(*fleet, "maxscale1").size() == 20; }));
    EXPECT_EQ(seqsOf(*fleet, "maxscale1"), upTo(20));
}

TEST_F(FleetTest, WhatTheJournalHasDroppedIsNoGapForEver)
{
    for (int i = 0; i < 10; ++i)
        m_nodes[0].addEvent();
    const auto fleet = startFleet();
    ASSERT_TRUE(waitUntil([&] { return fleet->settled(); }));
    const std::uint16_t port = m_servers[0]->port();
    m_servers[0].reset();
    for (int i = 0; i < 10; ++i)
        m_nodes[0].addEvent();
    m_nodes[0].dropEventsUpTo(15);
    startAgent(0, port);
    ASSERT_TRUE(waitUntil([&] { return fleet->eventLog().lastSeq("maxscale1") == 20; }));
    EXPECT_EQ(fleet->eventLog().events().size(), 15U);
}
