// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "../agentapi/fakenode.h"
#include "../agentapi/identities.h"
#include "../eventloop.h"
#include "cli/commandline.h"
#include "daemon/agent/api/apiserver.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <gtest/gtest.h>
#include <sstream>

namespace tandem::cli {

using rpc::Role;
using testing_support::waitUntil;

/// Two agents' servers in this process, and a command line that speaks to them.
class CliTest : public testing::Test
{
protected:
    CliTest()
    {
        const std::string directory = m_directory.path().toStdString() + "/identity";
        EXPECT_TRUE(rpc::createIdentity(directory, "tandemctl"));
        const auto own = rpc::loadIdentity(directory);
        QJsonArray peers;
        for (const int i : {0, 1}) {
            const std::string name = nameOf(i);
            m_agents[i] = rpc::newIdentity(name);
            rpc::pin(m_agents[i], *own, "tandemctl", Role::Viewer);
            peers.append(QJsonObject{{"name", QString::fromStdString(name)},
                                     {"sha256", QString::fromStdString(m_agents[i].fingerprint())},
                                     {"role", "agent"}});
            m_nodes[i].setStatus(aStatus(i));
        }
        write("identity/peers.json", QJsonDocument(peers).toJson());
        startAgent(0, 0);
        m_port = m_servers[0]->port();
        startAgent(1, m_port);
        write("shop.toml", clusterFile());
    }

    static std::string nameOf(int i) { return "maxscale" + std::to_string(i + 1); }

    static model::NodeStatus aStatus(int i)
    {
        model::NodeStatus status;
        status.name = nameOf(i);
        status.reachable = true;
        status.engineState = model::EngineState::Running;
        status.maxscale.reachable = true;
        status.maxscale.version = "24.02.4";
        status.maxscale.verdict = "ok";
        status.maxscale.passive = i == 1;
        status.maxscale.servers = {{"server1", "Master, Running", {}, {}}};
        model::InstanceStatus instance;
        instance.name = "VI_1";
        instance.state = i == 0 ? model::VrrpState::Master : model::VrrpState::Backup;
        instance.effectivePriority = i == 0 ? 150 : 100;
        instance.vips = {"10.77.0.100"};
        if (i == 0)
            instance.heldVips = instance.vips;
        status.instances = {instance};
        return status;
    }

    QByteArray clusterFile() const
    {
        return "format = 1\n[cluster]\nname = \"shop\"\n"
               "[[node]]\nname = \"maxscale1\"\naddress = \"127.0.0.1\"\ninterface = \"lo\"\npriority = 150\n"
               "[[node]]\nname = \"maxscale2\"\naddress = \"127.0.0.2\"\ninterface = \"lo\"\npriority = 100\n"
               "[[vrrp_instance]]\nname = \"VI_1\"\nvirtual_router_id = 51\nvirtual_ipaddress = [\"10.77.0.100\"]\n"
               "[helper]\nlisten = \"0.0.0.0:" +
               QByteArray::number(m_port) + "\"\n";
    }

    void write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(m_directory.filePath(name));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(bytes);
    }

    /// What the agents let us do from now on; a viewer at first.
    void setRole(Role role)
    {
        for (const int i : {0, 1}) {
            m_agents[i].peers.front().role = role;
            m_servers[i]->setIdentity(m_agents[i]);
        }
    }

    void startAgent(int i, std::uint16_t port)
    {
        m_servers[i] = std::make_unique<agent::ApiServer>(m_nodes[i], m_agents[i], nameOf(i));
        m_servers[i]->setCluster("shop");
        ASSERT_TRUE(m_servers[i]->listen("127.0.0." + std::to_string(i + 1), port));
    }

    QStringList remote(const QStringList &arguments) const
    {
        return arguments + QStringList{"--cluster", m_directory.filePath("shop.toml"), "--identity",
                                       m_directory.filePath("identity")};
    }

    /// Starts it; the exit code where it has one already.
    std::optional<ExitCode> begin(const QStringList &arguments)
    {
        m_out.str({});
        m_err.str({});
        m_code.reset();
        auto invocation = readCommandLine(arguments, {m_out, m_err});
        if (const auto *code = std::get_if<ExitCode>(&invocation))
            return *code;
        m_command = std::move(std::get<std::unique_ptr<Command>>(invocation));
        QObject::connect(m_command.get(), &Command::finished, [this](ExitCode code) { m_code = code; });
        m_command->start();
        return std::nullopt;
    }

    int run(const QStringList &arguments)
    {
        if (const auto code = begin(arguments))
            return static_cast<int>(*code);
        EXPECT_TRUE(waitUntil([&] { return m_code.has_value(); }));
        m_command.reset();
        return static_cast<int>(m_code.value_or(ExitCode{-1}));
    }

    std::string out() const { return m_out.str(); }
    std::string err() const { return m_err.str(); }
    QJsonObject json() const { return QJsonDocument::fromJson(QByteArray::fromStdString(out())).object(); }

    std::vector<std::pair<std::string, int>> eventsShown() const
    {
        std::vector<std::pair<std::string, int>> shown;
        const QJsonArray events = json().value("events").toArray();
        for (const QJsonValue &event : events)
            shown.emplace_back(event["node"].toString().toStdString(), event["seq"].toInt());
        return shown;
    }

    QTemporaryDir m_directory;
    rpc::TlsIdentity m_agents[2];
    agent::FakeNode m_nodes[2]{agent::FakeNode("maxscale1"), agent::FakeNode("maxscale2")};
    std::unique_ptr<agent::ApiServer> m_servers[2];
    std::uint16_t m_port = 0;
    std::ostringstream m_out;
    std::ostringstream m_err;
    std::unique_ptr<Command> m_command;
    std::optional<ExitCode> m_code;
};

} // namespace tandem::cli
