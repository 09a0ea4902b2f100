// SPDX-License-Identifier: GPL-3.0-or-later
// tandemctl as scripts use it: arguments in, text and exit code out; the agents' own servers at the other end.
#include "clitest.h"

#include "base/clock.h"
#include "cli/statuscommand.h"
#include "config/clusterfile.h"

#include <QJsonArray>
#include <gmock/gmock.h>

using namespace tandem;
using namespace tandem::cli;
using testing::HasSubstr;
using testing::Not;
using testing_support::waitUntil;

namespace {

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

TEST_F(CliTest, ALookWithinAChangeOfRolesWaitsUntilItIsOver)
{
    write("shop.toml",
          clusterFile() + "[maxscale]\nuser = \"admin\"\npassword_file = \"secret\"\nmode = \"passive\"\n");
    auto status = aStatus(1);
    status.maxscale.passive = false; // and so is that of maxscale1
    m_nodes[1].setStatus(status);
    ASSERT_FALSE(begin(remote({"status"})).has_value());
    ASSERT_TRUE(waitUntil([this] { return m_nodes[0].timesAsked() > 0 && m_nodes[1].timesAsked() > 0; }));
    m_nodes[1].setStatus(aStatus(1));
    ASSERT_TRUE(waitUntil([this] { return m_code.has_value(); }));
    EXPECT_EQ(m_code, ExitCode::Done) << out();
}

TEST_F(CliTest, WhatLastsLongerThanAChangeOfRolesIsAnAlarm)
{
    write("shop.toml",
          clusterFile() + "[maxscale]\nuser = \"admin\"\npassword_file = \"secret\"\nmode = \"passive\"\n");
    auto status = aStatus(1);
    status.maxscale.passive = false;
    m_nodes[1].setStatus(status);
    const auto cluster = config::readClusterFile(m_directory.filePath("shop.toml").toStdString());
    const auto identity = rpc::loadIdentity(m_directory.path().toStdString() + "/identity");
    StatusCommand command(ClusterTarget{*cluster, *identity}, false, {m_out, m_err}, std::chrono::milliseconds(10));
    QObject::connect(&command, &Command::finished, [this](ExitCode code) { m_code = code; });
    command.start();
    ASSERT_TRUE(waitUntil([this] { return m_code.has_value(); }));
    EXPECT_EQ(m_code, ExitCode::No);
    EXPECT_THAT(out(), HasSubstr("Cluster shop: 1 alarm"));
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
                                 {"switchover", "--run-dir", "b"},
                                 {"switchover", "a", "b", "--run-dir", "b"},
                                 {"switchover", "a", "--instance", "--run-dir"},
                                 {"maintenance", "a", "--run-dir", "b"},
                                 {"maintenance", "a", "maybe", "--run-dir", "b"},
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
    for (const char *command :
         {"status", "lint", "events", "watch", "switchover", "maintenance", "mode", "generate", "preflight", "apply"}) {
        EXPECT_THAT(general, HasSubstr(std::string("\n  ") + command + " "));
        EXPECT_EQ(run({command, "--help"}), 0);
        EXPECT_THAT(out(), HasSubstr(std::string("Usage: tandemctl ") + command + ' '));
        EXPECT_THAT(out(), HasSubstr("Exit codes"));
        EXPECT_THAT(out(), HasSubstr(command == std::string("generate") ? "--diff" : "--json"));
    }
    EXPECT_EQ(run({"mode", "--help"}), 0);
    EXPECT_THAT(out(), HasSubstr("Usage: tandemctl mode hold|release|show [NODE] [OPTIONS]"));
    EXPECT_THAT(general, Not(HasSubstr("drill"))) << "what is not there is not shown";
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
