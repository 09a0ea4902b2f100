// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/agent/agent.h"

#include "cluster.h"
#include "fakeengine.h"
#include "fakemaxscale.h"
#include "tests/maxscale/waituntil.h"

#include <QDir>
#include <gmock/gmock.h>

namespace tandem::agent {

using namespace std::chrono_literals;
using model::EngineState;
using model::EventKind;
using model::VrrpState;
using test::engineHello;
using test::engineStatus;
using test::waitUntil;

/// A whole agent between a scripted engine and a scripted MaxScale.
class AgentTest : public testing::Test
{
protected:
    agent::Setup setup()
    {
        agent::Setup made;
        made.node = "maxscale1";
        made.runDir = made.stateDir = m_directory.path().toStdString();
        made.reader = {"monitor", "monitor"};
        made.writer = {"admin", "mariadb"};
        config::Cluster &cluster = made.cluster;
        cluster.name = "shop";
        cluster.nodes = {{"maxscale1", *IpAddress::parse("127.0.0.1"), {}, "lo", 150, "PrimaryMaxScale"}};
        config::Instance instance{.name = "VI_1", .virtualRouterId = *VirtualRouterId::of(51)};
        instance.virtualAddresses.push_back({*IpNetwork::parse("127.0.0.100/24"), "", ""});
        instance.tracks = {"maxscale"};
        cluster.instances = {instance};
        cluster.maxscale.emplace();
        cluster.maxscale->url = m_maxscale.rest.url();
        cluster.maxscale->mode = config::Mode::Passive;
        cluster.maxscale->listeners = {m_maxscale.listener.port()};
        cluster.maxscale->servers = {"server1", "server2"};
        cluster.checks = {{"maxscale", config::CheckKind::MaxScale, 300ms, 200ms, 2, 2, 0, {}}};
        cluster.helper.listen = {*IpAddress::parse("127.0.0.1"), 0};
        cluster.helper.metrics = cluster.helper.listen;
        return made;
    }
    Agent &start() { return start(setup()); }
    Agent &start(agent::Setup made)
    {
        auto journal = openJournal(made);
        EXPECT_TRUE(journal) << describe(journal.error());
        auto agent = Agent::create(std::move(made), m_identities.of("maxscale1"), std::move(*journal));
        EXPECT_TRUE(agent) << describe(agent.error());
        m_agent = std::move(*agent);
        const auto started = m_agent->start();
        EXPECT_TRUE(started) << describe(started.error());
        return *m_agent;
    }
    bool engineSays(VrrpState state)
    {
        if (!waitUntil([&] { return m_engine.isConnected(); }))
            return false;
        m_engine.say(engineHello(7));
        m_engine.say(engineStatus(state));
        return waitUntil([&] { return m_agent->status().engineState == EngineState::Running; });
    }
    bool reads(bool passive)
    {
        return waitUntil(
            [&] { return m_maxscale.passive == passive && m_agent->status().maxscale.passive == passive; });
    }
    std::vector<std::string> eventsOf(EventKind kind)
    {
        std::vector<std::string> list;
        const auto events = m_agent->events(0, 1000);
        for (const model::Event &event : events.value())
            if (event.kind == kind)
                list.push_back(event.from + ">" + event.to);
        return list;
    }
    bool hasAlarm(const std::string &code)
    {
        const auto alarms = m_agent->status().alarms;
        return std::ranges::find(alarms, code, &model::Alarm::code) != alarms.end();
    }

    QTemporaryDir m_directory;
    test::Identities m_identities{{"maxscale1", "maxscale2", "client"}};
    test::FakeMaxScale m_maxscale;
    test::FakeEngine m_engine{m_directory.filePath("engine.sock").toStdString()};
    std::unique_ptr<Agent> m_agent;
};

} // namespace tandem::agent
