// SPDX-License-Identifier: GPL-3.0-or-later
// tandemctl as scripts use it: arguments in, text and exit code out; the agents' own servers at the other end.
#include "cli/commandline.h"

#include "../agentapi/fakenode.h"
#include "../agentapi/identities.h"
#include "../eventloop.h"
#include "base/clock.h"
#include "daemon/agent/api/apiserver.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <gmock/gmock.h>
#include <sstream>

using namespace tandem;
using namespace tandem::cli;
using rpc::Role;
using testing::HasSubstr;
using testing::Not;
using testing_support::waitUntil;

namespace {

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

using Shown = std::vector<std::pair<std::string, int>>;

} // namespace

TEST_F(CliTest, StatusOfAHealthyClusterIsZero)
{
    EXPECT_EQ(run(remote({"status"})), 0) << err();
    EXPECT_EQ(out(), "Cluster shop: healthy\n"
                     "\n"
                     "NODE       HELPER     ENGINE   MAXSCALE    MODE     SERVERS\n"
                     "maxscale1  reachable  running  24.02.4 ok  active   server1 Master, Running\n"
                     "maxscale2  reachable  running  24.02.4 ok  passive  server1 Master, Running\n"
                     "\n"
                     "INSTANCE  VIP          OWNER      maxscale1   maxscale2\n"
                     "VI_1      10.77.0.100  maxscale1  MASTER 150  BACKUP 100\n");
    EXPECT_EQ(err(), "");
}

TEST_F(CliTest, StatusAsJsonHasTheShapeOfTheContract)
{
    EXPECT_EQ(run(remote({"status", "--json"})), 0);
    EXPECT_EQ(json().value("cluster"), "shop");
    EXPECT_EQ(json()["nodes"].toArray()[1].toObject()["maxscale"].toObject()["passive"], true);
    const QJsonObject instance = json()["instances"].toArray()[0].toObject();
    EXPECT_EQ(instance["states"], (QJsonObject{{"maxscale1", "MASTER"}, {"maxscale2", "BACKUP"}}));
    EXPECT_EQ(instance["vip_owner"], QJsonArray{"maxscale1"});
    EXPECT_EQ(json()["alarms"], QJsonArray());
}

TEST_F(CliTest, AnAlarmIsOne)
{
    auto status = aStatus(0);
    status.alarms = {{"maxscale1/frozen",
                      "frozen",
                      model::AlarmSeverity::Critical,
                      "maxscale1",
                      {},
                      wallClockNs() - 12'400'000'000,
                      "MaxScale does not answer\033[31m"}};
    m_nodes[0].setStatus(status);
    EXPECT_EQ(run(remote({"status"})), 1);
    EXPECT_THAT(out(), HasSubstr("Cluster shop: 1 alarm\n"));
    EXPECT_THAT(out(), HasSubstr("critical  maxscale1  00:00:12  MaxScale does not answer?[31m\n"));
}

TEST_F(CliTest, OneUnreachableHelperIsOneAndTheRestIsShown)
{
    m_servers[1].reset();
    EXPECT_EQ(run(remote({"status"})), 1);
    EXPECT_THAT(out(), HasSubstr("maxscale1  reachable    running"));
    EXPECT_THAT(out(), HasSubstr("maxscale2  unreachable  unknown  -           -       -\n"));
    EXPECT_THAT(out(), HasSubstr("MASTER 150  UNKNOWN\n"));
    EXPECT_THAT(err(), HasSubstr("127.0.0.2:"));
    EXPECT_EQ(run(remote({"status", "--json"})), 1);
    EXPECT_EQ(json()["nodes"].toArray()[1].toObject()["reachable"], false);
    EXPECT_EQ(json()["alarms"].toArray()[0].toObject()["code"], "helper-unreachable");
}

TEST_F(CliTest, NoHelperReachedIsThree)
{
    m_servers[0].reset();
    m_servers[1].reset();
    for (const char *command : {"status", "events", "watch"}) {
        EXPECT_EQ(run(remote({command})), 3) << command;
        EXPECT_EQ(out(), "") << command;
        EXPECT_THAT(err(), HasSubstr("127.0.0.1:")) << command;
        EXPECT_THAT(err(), HasSubstr("127.0.0.2:")) << command;
    }
}

TEST_F(CliTest, AnUnknownCertificateIsThree)
{
    for (const int i : {0, 1}) {
        m_agents[i].peers.clear();
        m_servers[i]->setIdentity(m_agents[i]);
    }
    EXPECT_EQ(run(remote({"status"})), 3);
    EXPECT_THAT(err(), HasSubstr("pair"));
}

TEST_F(CliTest, ABadFileIsFour)
{
    write("shop.toml", clusterFile() + "[colour]\n");
    EXPECT_EQ(run(remote({"status"})), 4);
    EXPECT_THAT(err(), HasSubstr("shop.toml:"));
    write("shop.toml", clusterFile());
    write("identity/peers.json", "{");
    EXPECT_EQ(run(remote({"status"})), 4);
    EXPECT_THAT(err(), HasSubstr("peers.json"));
    EXPECT_EQ(run({"status", "--cluster", m_directory.filePath("none.toml")}), 4);
    EXPECT_EQ(run({"status", "--cluster", m_directory.filePath("shop.toml"), "--identity", "/nowhere"}), 4);
}

TEST_F(CliTest, AWrongCommandLineIsTwo)
{
    const QStringList wrong[] = {{},
                                 {"reboot"},
                                 {"--json"},
                                 {"status"},
                                 {"status", "--colour"},
                                 {"status", "--cluster"},
                                 {"status", "--cluster", "a", "--run-dir", "b"},
                                 {"status", "--run-dir", "b", "--identity", "c"},
                                 {"status", "--limit", "5", "--run-dir", "b"},
                                 {"status", "more", "--run-dir", "b"},
                                 {"events", "--limit", "none", "--cluster", "/nowhere"},
                                 {"events", "--limit", "0", "--run-dir", "b"},
                                 {"events", "--since", "-1", "--run-dir", "b"},
                                 {"events", "--since", "99999999999999999999", "--run-dir", "b"}};
    for (const QStringList &arguments : wrong) {
        EXPECT_EQ(run(arguments), 2) << arguments.join(' ').toStdString();
        EXPECT_EQ(out(), "");
        EXPECT_THAT(err(), HasSubstr("tandemctl: "));
    }
}

TEST_F(CliTest, EveryCommandThatIsShownHasHelp)
{
    EXPECT_EQ(run({"--help"}), 0);
    const auto general = out();
    for (const char *command : {"status", "events", "watch"}) {
        EXPECT_THAT(general, HasSubstr(std::string("\n  ") + command + " "));
        EXPECT_EQ(run({command, "--help"}), 0);
        EXPECT_THAT(out(), HasSubstr(std::string("Usage: tandemctl ") + command + " [OPTIONS]"));
        EXPECT_THAT(out(), HasSubstr("Exit codes"));
        EXPECT_THAT(out(), HasSubstr("--json"));
    }
    for (const char *later : {"lint", "drill", "switchover"})
        EXPECT_THAT(general, Not(HasSubstr(later))) << "what is not there is not shown";
    EXPECT_EQ(run({"--version"}), 0);
    EXPECT_EQ(out(), "tandemctl " TANDEM_VERSION "\n");
}

TEST_F(CliTest, EventsOfAllNodesComeByTime)
{
    for (int i = 0; i < 3; ++i)
        m_nodes[i % 2].addEvent("event " + std::to_string(i));
    EXPECT_EQ(run(remote({"events", "--json"})), 0);
    EXPECT_EQ(eventsShown(), (Shown{{"maxscale1", 1}, {"maxscale2", 1}, {"maxscale1", 2}}));
    const QJsonObject first = json()["events"].toArray()[0].toObject();
    for (const char *key :
         {"seq", "node", "time_ns", "clock_error_ns", "kind", "instance", "from", "to", "reason", "cause"})
        EXPECT_TRUE(first.contains(QLatin1String(key))) << key;
    EXPECT_GT(first["clock_error_ns"].toInteger(), 0) << "what comparing the clocks costs";
    EXPECT_EQ(run(remote({"events"})), 0);
    EXPECT_THAT(out(), HasSubstr("TIME "));
    EXPECT_THAT(out(), HasSubstr("event 2\n"));
}

TEST_F(CliTest, SinceGivesTheNextOnesAndLimitAloneTheNewest)
{
    for (int i = 0; i < 10; ++i)
        m_nodes[0].addEvent();
    EXPECT_EQ(run(remote({"events", "--json", "--limit", "2"})), 0);
    EXPECT_EQ(eventsShown(), (Shown{{"maxscale1", 9}, {"maxscale1", 10}}));
    EXPECT_EQ(run(remote({"events", "--json", "--limit", "2", "--since", "4"})), 0);
    EXPECT_EQ(eventsShown(), (Shown{{"maxscale1", 5}, {"maxscale1", 6}}));
    EXPECT_EQ(run(remote({"events", "--json", "--since", "8"})), 0);
    EXPECT_EQ(eventsShown(), (Shown{{"maxscale1", 9}, {"maxscale1", 10}}));
    EXPECT_EQ(run(remote({"events", "--json", "--since", "10"})), 0);
    EXPECT_EQ(eventsShown(), Shown{});
    EXPECT_EQ(run(remote({"events", "--since", "500"})), 0) << "beyond the last";
    EXPECT_EQ(out(), "No events.\n");
}

TEST_F(CliTest, EventsWithAnUnreachableHelperAreShownAndOne)
{
    m_nodes[0].addEvent();
    m_servers[1].reset();
    EXPECT_EQ(run(remote({"events", "--json"})), 1);
    EXPECT_EQ(eventsShown(), (Shown{{"maxscale1", 1}}));
    EXPECT_THAT(err(), HasSubstr("127.0.0.2:"));
}

TEST_F(CliTest, WatchWritesAnObjectALineFromNowOnAndLosesNothing)
{
    m_nodes[0].addEvent("of before");
    ASSERT_FALSE(begin(remote({"watch", "--json"})));
    ASSERT_TRUE(waitUntil([&] {
        if (out().empty())
            m_nodes[1].addEvent("now");
        return !out().empty();
    }));
    m_servers[0].reset();
    ASSERT_TRUE(waitUntil([&] { return err().find("127.0.0.1:") != std::string::npos; }));
    m_nodes[0].addEvent("while it was away");
    startAgent(0, m_port);
    ASSERT_TRUE(waitUntil([&] { return out().find("while it was away") != std::string::npos; }));
    EXPECT_THAT(err(), HasSubstr("maxscale1 is reached again"));
    EXPECT_THAT(out(), Not(HasSubstr("of before")));
    const auto lines = QByteArray::fromStdString(out()).trimmed().split('\n');
    for (const QByteArray &line : lines)
        EXPECT_TRUE(QJsonDocument::fromJson(line).isObject()) << line.data();
    EXPECT_FALSE(m_code) << "it goes on until it is ended";
}

TEST_F(CliTest, TheHelperOfThisHostIsAskedThroughItsSocket)
{
    ASSERT_TRUE(m_servers[1]->listenLocal(m_directory.filePath("agent.sock").toStdString()));
    m_nodes[1].addEvent();
    EXPECT_EQ(run({"status", "--run-dir", m_directory.path()}), 0) << err();
    EXPECT_THAT(out(), HasSubstr("Cluster shop: healthy"));
    EXPECT_THAT(out(), HasSubstr("VI_1      10.77.0.100  none known  BACKUP 100"));
    EXPECT_THAT(out(), Not(HasSubstr("maxscale1 ")));
    EXPECT_EQ(run({"events", "--json", "--run-dir", m_directory.path()}), 0);
    EXPECT_EQ(eventsShown(), (Shown{{"maxscale2", 1}}));
    EXPECT_EQ(run({"status", "--run-dir", "/nowhere"}), 3);
    EXPECT_THAT(err(), HasSubstr("/nowhere/agent.sock: there is no such socket"));
}
