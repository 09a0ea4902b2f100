// SPDX-License-Identifier: GPL-3.0-or-later
// What the stand-in says in a situation against what a MaxScale said in it.
#include "tests/fakes/fakemaxscaletest.h"
#include "tests/fakes/jsonpath.h"
#include "tests/maxscale/fixtures.h"
#include <QJsonArray>
#include <QLocalSocket>
#include <QProcess>
#include <QSslSocket>

using namespace tandem;
using namespace tandem::fakes;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

/// What differs from one moment or installation to the next.
const QStringList ofTheMoment{"activated_at",    "started_at",      "uptime",           "ticks",
                              "gtid_io_pos",     "gtid_binlog_pos", "gtid_current_pos", "triggered_at",
                              "connected",       "seconds_alive",   "statistics",       "system",
                              "process_datadir", "links",           "last_event",       "config_sync_interval",
                              "admin_port"};

QJsonValue lasting(const QJsonValue &value)
{
    if (value.isArray()) {
        QJsonArray kept;
        for (const QJsonValue &item : value.toArray())
            kept.append(lasting(item));
        return kept;
    }
    if (!value.isObject())
        return value;
    QJsonObject kept;
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (!ofTheMoment.contains(it.key()))
            kept[it.key()] = lasting(it.value());
    }
    return kept;
}

QJsonValue recorded(const QString &name)
{
    return test::recordedJson(name);
}

std::string text(const QJsonValue &value)
{
    return QJsonDocument(value.toObject()).toJson().toStdString();
}

class SituationTest : public FakeMaxScaleTest
{
protected:
    void startWith(const QStringList &words)
    {
        const auto changed = parseChange(words, m_options);
        ASSERT_TRUE(changed) << describe(changed.error());
        m_options = *changed;
        start();
    }
    void change(const QStringList &words)
    {
        const auto changed = m_maxscale->change(words);
        ASSERT_TRUE(changed) << describe(changed.error());
    }
    /// As the fixture says it, but for what is of the moment, and for the second service, which the stand-in has not.
    void expectAs(const QByteArray &path, const QString &answer)
    {
        EXPECT_EQ(text(lasting(get(path))), text(lasting(without(recorded(answer), {"RCR"})))) << path.toStdString();
    }
    QJsonValue monitor() { return get("/v1/monitors")["data"][0]["attributes"]; }
    QJsonValue maxscale() { return get("/v1/maxscale")["data"]["attributes"]; }
};

} // namespace

TEST_F(SituationTest, HolderOfTheLocksSaysWhatARecordedHolderSaid)
{
    startWith({"--locks", "majority_of_running", "--lock-holder", "on"});
    expectAs("/v1/monitors", "coop_both_up_primary__monitors.http");
    EXPECT_TRUE(monitor()["monitor_diagnostics"]["primary"].toBool());
    EXPECT_EQ(get("/v1/servers")["data"][1]["attributes"]["lock_held"], QJsonValue(true));
}

TEST_F(SituationTest, TheOtherOneSaysThatItHoldsNone)
{
    startWith({"--locks", "majority_of_running"});
    expectAs("/v1/monitors", "coop_both_up_secondary__monitors.http");
    EXPECT_EQ(monitor()["monitor_diagnostics"]["primary"], QJsonValue(false));
    EXPECT_EQ(get("/v1/servers")["data"][0]["attributes"]["lock_held"], QJsonValue(false));
}

TEST_F(SituationTest, WithoutLocksNobodyIsPrimary)
{
    start();
    expectAs("/v1/monitors", "normal__monitors.http");
    expectAs("/v1/servers", "normal__servers.http");
    EXPECT_TRUE(monitor()["monitor_diagnostics"]["primary"].isNull());
}

TEST_F(SituationTest, ConfigSyncThatHasSharedNothingHasAStatusOnly)
{
    startWith({"--config-sync", "0"});
    EXPECT_EQ(maxscale()["config_sync"],
              recorded("config_sync_enabled__maxscale.http")["data"]["attributes"]["config_sync"]);
    EXPECT_EQ(maxscale()["parameters"]["config_sync_cluster"].toString(), "Monitor1");
}

TEST_F(SituationTest, ConfigSyncHasTheShapeOfARecordedOne)
{
    m_options.node = "vm";
    m_options.passive = true;
    startWith({"--config-sync", "1:eac06ee0c719f0e563e6affc05ace8894f82b98e"});
    EXPECT_EQ(maxscale()["config_sync"],
              recorded("config_sync_after_patch__maxscale.http")["data"]["attributes"]["config_sync"]);
    expectAs("/v1/maxscale", "config_sync_after_patch__maxscale.http");
    change({"--config-sync", "2:aa:Failed to apply changes: it is out of step"});
    EXPECT_EQ(maxscale()["config_sync"]["status"].toString(), "Failed to apply changes: it is out of step");
    change({"--config-sync", "off"});
    EXPECT_TRUE(maxscale()["config_sync"].isNull());
}

TEST_F(SituationTest, ConfigSyncSharesAWriteThatDoesNotForbidIt)
{
    startWith({"--config-sync", "4:aa"});
    EXPECT_THAT(ask("PATCH", "/v1/maxscale?sync=false", passiveBody("true")).toStdString(), StartsWith("HTTP/1.1 204"));
    EXPECT_EQ(maxscale()["config_sync"]["version"].toInt(), 4);
    EXPECT_THAT(ask("PATCH", "/v1/maxscale", passiveBody("true")).toStdString(), StartsWith("HTTP/1.1 204"));
    EXPECT_EQ(maxscale()["config_sync"]["version"].toInt(), 5);
    EXPECT_NE(maxscale()["config_sync"]["checksum"].toString(), "aa");
}

TEST_F(SituationTest, ConfigSyncWithoutAMasterRefusesAWriteThatWouldBeShared)
{
    startWith({"--config-sync", "4:aa", "--server", "server1=Down"});
    EXPECT_THAT(ask("PATCH", "/v1/maxscale", passiveBody("true")).toStdString(),
                HasSubstr("Cannot start configuration change: No valid servers in cluster 'Monitor1'."));
    EXPECT_FALSE(passive());
    EXPECT_THAT(ask("PATCH", "/v1/maxscale?sync=false", passiveBody("true")).toStdString(), StartsWith("HTTP/1.1 204"));
    EXPECT_TRUE(passive());
}

TEST_F(SituationTest, AutoFailoverIsOnUntilItIsSwitchedOff)
{
    start();
    EXPECT_EQ(monitor()["parameters"]["auto_failover"], QJsonValue(true));
    change({"--auto-failover", "off"});
    EXPECT_EQ(monitor()["parameters"]["auto_failover"], QJsonValue(false));
    const QByteArray body = R"({"data":{"attributes":{"parameters":{"auto_failover":true}}}})";
    EXPECT_THAT(ask("PATCH", "/v1/monitors/Monitor1", body).toStdString(), StartsWith("HTTP/1.1 204"));
    EXPECT_EQ(monitor()["parameters"]["auto_failover"], QJsonValue(true));
}

TEST_F(SituationTest, AStoppedMonitorSaysNothingOfItsClusterAndItsTicksStand)
{
    start();
    EXPECT_THAT(ask("PUT", "/v1/monitors/Monitor1/stop").toStdString(),
                StartsWith("HTTP/1.1 204 No Content\r\nConnection: close\r\n"));
    EXPECT_EQ(monitor()["state"].toString(), "Stopped");
    expectAs("/v1/monitors", "monitor_stopped_replica_down__monitors.http");
    EXPECT_EQ(get("/v1/servers")["data"][1]["attributes"]["state"].toString(), "Slave, Running"); // for ever
    ask("PUT", "/v1/monitors/Monitor1/start");
    EXPECT_EQ(monitor()["state"].toString(), "Running");
    EXPECT_THAT(ask("PUT", "/v1/monitors/Monitor1/stop", {}, "monitor:monitor").toStdString(),
                StartsWith("HTTP/1.1 401"));
    EXPECT_EQ(monitor()["state"].toString(), "Running");
}

TEST_F(SituationTest, AStuckMonitorSaysThatItRuns)
{
    startWith({"--monitor", "stuck", "--monitor-doing", "Monitoring servers"});
    EXPECT_EQ(monitor()["state"].toString(), "Running");
    EXPECT_EQ(monitor()["monitor_diagnostics"]["state"].toString(), "Monitoring servers");
    EXPECT_EQ(monitor()["ticks"].toInt(), 0);
}

TEST(MonitorTicksTest, StandWhileItDoesNotRun)
{
    const auto at = [](int seconds) { return QDateTime::fromSecsSinceEpoch(1'000 + seconds, Qt::UTC); };
    MonitorTicks ticks;
    ticks.start(at(0));
    ticks.start(at(1)); // runs already
    EXPECT_EQ(ticks.at(at(10)), 10);
    ticks.stop(at(10));
    EXPECT_EQ(ticks.at(at(60)), 10);
    ticks.stop(at(60));
    ticks.start(at(61));
    EXPECT_EQ(ticks.at(at(63)), 12);
}

TEST_F(SituationTest, DeadServersAreAsTheyWereRecorded)
{
    startWith({"--server", "server1=Down", "--server", "server2=Down"});
    expectAs("/v1/servers", "both_down__servers.http");
    EXPECT_TRUE(monitor()["monitor_diagnostics"]["server_info"][0]["lock_held"].isNull());
}

TEST_F(SituationTest, AnotherMasterIsTheMonitorsMaster)
{
    startWith({"--server", "server1=Down", "--server", "server2=Master, Running"});
    EXPECT_EQ(monitor()["monitor_diagnostics"]["master"].toString(), "server2");
}

TEST_F(SituationTest, AServerMayBeUnlisted)
{
    startWith({"--server", "server2=unlisted"});
    EXPECT_EQ(get("/v1/servers")["data"].toArray().size(), 1);
    EXPECT_EQ(get("/v1/monitors")["data"][0]["relationships"]["servers"]["data"].toArray().size(), 1);
    EXPECT_THAT(ask("GET", "/v1/servers/server2").toStdString(), StartsWith("HTTP/1.1 404"));
}

TEST_F(SituationTest, ListsItsClientsAsSessions)
{
    start();
    EXPECT_EQ(get("/v1/sessions")["data"].toArray().size(), 0);
    QTcpSocket client;
    QTcpSocket silent;
    firstBytes(client);
    firstBytes(silent);
    const QByteArray login = QByteArray(32, '\0') + QByteArray("app\0", 4);
    client.write(QByteArray(1, static_cast<char>(login.size())) + QByteArray::fromHex("000001") + login);
    ASSERT_TRUE(waitFor([&] { return client.bytesAvailable() > 0; }));

    const QJsonArray sessions = get("/v1/sessions")["data"].toArray();
    ASSERT_EQ(sessions.size(), 2);
    const QJsonValue session = recorded("normal__sessions.http")["data"][0];
    EXPECT_EQ(sessions[0]["attributes"].toObject().keys(), session["attributes"].toObject().keys());
    EXPECT_EQ(sessions[0]["attributes"]["user"].toString(), "app");
    EXPECT_EQ(sessions[0]["attributes"]["state"].toString(), "Session started");
    EXPECT_EQ(sessions[0]["attributes"]["remote"].toString(), "127.0.0.1");
    EXPECT_EQ(sessions[0]["attributes"]["port"].toInt(), client.localPort());
    EXPECT_EQ(sessions[1]["attributes"]["state"].toString(), "Session created");
    EXPECT_FALSE(sessions[1]["attributes"].toObject().contains("user"));

    client.abort();
    EXPECT_TRUE(waitFor([&] { return m_maxscale->vitals().listeners[0].clients.size() == 1; }));
}

TEST_F(SituationTest, GivesOfSessionsOnlyTheFieldsAskedFor)
{
    start();
    QTcpSocket client;
    firstBytes(client);
    const QJsonValue session = get("/v1/sessions?pretty=false&fields[sessions]=user,remote,port")["data"][0];
    EXPECT_EQ(session["attributes"].toObject().keys(), (QStringList{"port", "remote"}));
    EXPECT_FALSE(session.toObject().contains("relationships"));
    const QJsonValue server = get("/v1/servers?fields%5Bservers%5D=state,statistics/connections")["data"][0];
    EXPECT_EQ(server["attributes"].toObject().keys(), (QStringList{"state", "statistics"}));
    EXPECT_EQ(server["attributes"]["statistics"].toObject().size(), 1);
}

TEST_F(SituationTest, SwitchesThatItDoesNotKnowAreNamed)
{
    start();
    const auto complaint = [&](const QStringList &words) {
        const auto changed = m_maxscale->change(words);
        return changed ? std::string() : describe(changed.error());
    };
    EXPECT_THAT(complaint({"--rest", "127.0.0.1:1"}), HasSubstr("--rest: cannot change while it runs"));
    EXPECT_THAT(complaint({"--locks", "some"}), HasSubstr("\"some\" is none of"));
    EXPECT_THAT(complaint({"--config-sync", "new"}), HasSubstr("VERSION"));
    EXPECT_THAT(complaint({"--server", "server1"}), HasSubstr("is not NAME=STATE"));
    EXPECT_THAT(complaint({"stopped"}), HasSubstr("unexpected: stopped"));
    EXPECT_EQ(monitor()["parameters"]["cooperative_monitoring_locks"].toString(), "none");
}

TEST_F(SituationTest, TakesSwitchesOnItsControlSocket)
{
    m_options.control = m_directory.filePath("control");
    start();
    QLocalSocket control;
    control.connectToServer(m_options.control);
    const auto tell = [&](const QByteArray &line) {
        control.write(line + '\n');
        EXPECT_TRUE(waitFor([&] { return control.canReadLine(); }));
        return control.readLine().toStdString();
    };
    EXPECT_EQ(tell("--greeting silent --server \"server1=Master, Maintenance\""), "ok\n");
    EXPECT_EQ(get("/v1/servers")["data"][0]["attributes"]["state"].toString(), "Master, Maintenance");
    EXPECT_EQ(get("/v1/listeners")["data"][0]["attributes"]["state"].toString(), "Stopped");
    EXPECT_THAT(tell("--monitor asleep"), HasSubstr("\"asleep\" is none of"));
}

TEST_F(SituationTest, WhatRestChangedOutlastsOtherSwitches)
{
    start();
    ask("PUT", "/v1/monitors/Monitor1/stop");
    change({"--greeting", "1129"});
    EXPECT_EQ(monitor()["state"].toString(), "Stopped");
}

namespace {

class TlsTest : public SituationTest
{
protected:
    void SetUp() override
    {
        QProcess openssl;
        m_options.tlsKey = m_directory.filePath("key");
        m_options.tlsCertificate = m_directory.filePath("crt");
        openssl.start("openssl", {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                                  "-days", "2", "-subj", "/CN=maxscale1", "-addext", "subjectAltName=IP:127.0.0.1",
                                  "-keyout", m_options.tlsKey, "-out", m_options.tlsCertificate});
        ASSERT_TRUE(openssl.waitForFinished());
        ASSERT_EQ(openssl.exitCode(), 0) << openssl.readAllStandardError().toStdString();
    }
};

} // namespace

TEST_F(TlsTest, ServesRestByHttps)
{
    start();
    QSslSocket socket;
    QSslConfiguration trust = QSslConfiguration::defaultConfiguration();
    trust.setCaCertificates(QSslCertificate::fromPath(m_options.tlsCertificate));
    socket.setSslConfiguration(trust);
    socket.connectToHostEncrypted("127.0.0.1", m_maxscale->rest().port());
    ASSERT_TRUE(waitFor([&] { return socket.isEncrypted(); })) << socket.errorString().toStdString();
    socket.write("GET /v1/maxscale HTTP/1.1\r\nAuthorization: Basic " + QByteArray("monitor:monitor").toBase64() +
                 "\r\n\r\n");
    QByteArray answer;
    EXPECT_TRUE(waitFor([&] {
        answer += socket.readAll();
        return socket.state() == QAbstractSocket::UnconnectedState;
    }));
    EXPECT_THAT(answer.toStdString(), StartsWith("HTTP/1.1 200 OK"));
    EXPECT_THAT(answer.toStdString(), HasSubstr("\"https://127.0.0.1:" + std::to_string(m_maxscale->rest().port())));
}

TEST_F(TlsTest, GivesPlainHttpNothing)
{
    start();
    EXPECT_EQ(ask("GET", "/v1/maxscale"), QByteArray());
}

TEST_F(TlsTest, NamesTheFileThatIsNoCertificateOrKey)
{
    m_options.tlsKey = m_options.tlsCertificate;
    auto started = FakeMaxScale(m_options).start();
    ASSERT_FALSE(started);
    EXPECT_THAT(describe(started.error()), HasSubstr("has no EC or RSA key"));
    m_options.tlsCertificate = m_directory.filePath("none");
    started = FakeMaxScale(m_options).start();
    ASSERT_FALSE(started);
    EXPECT_THAT(describe(started.error()), HasSubstr("has no certificate"));
}
