// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/metrics/metricsdesk.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <chrono>
#include <gmock/gmock.h>
#include <set>

namespace tandem::agent {

namespace {

using model::HealthSample;
using model::Metric;
using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t now = 1'795'370'950 * second;

class MetricsTest : public testing::Test
{
protected:
    void SetUp() override { ASSERT_TRUE(m_server.listen(QHostAddress::LocalHost, 0)); }

    static std::string get(std::uint16_t port)
    {
        QTcpSocket socket;
        socket.connectToHost("127.0.0.1", port);
        EXPECT_TRUE(socket.waitForConnected(5000));
        socket.write("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        QByteArray answer;
        while (socket.waitForReadyRead(5000))
            answer += socket.readAll();
        return answer.toStdString();
    }
    std::string scrape() const { return get(m_server.port()); }

    static model::NodeStatus status()
    {
        model::NodeStatus one;
        one.name = "maxscale1";
        one.helperVersion = "1.2.3";
        one.engineState = model::EngineState::Running;
        one.engineLatenessNs = 1'500'000;
        one.leaseSeconds = 2;
        one.maxscale.verdict = "ok";
        one.maxscale.reachable = true;
        one.maxscale.passive = false;
        one.maxscale.servers = {{"server1", "Master, Running"}};
        model::InstanceStatus instance;
        instance.name = "VI_1";
        instance.state = model::VrrpState::Master;
        instance.vips = {"10.77.0.100", "10.77.0.101"};
        instance.heldVips = {"10.77.0.100"};
        instance.effectivePriority = 150;
        one.instances = {instance};
        model::Alarm alarm;
        alarm.code = "both-active";
        alarm.severity = model::AlarmSeverity::Critical;
        alarm.node = "maxscale1";
        alarm.sinceNs = 5 * second;
        one.alarms = {alarm};
        return one;
    }

    MetricsServer m_server;
};

} // namespace

TEST_F(MetricsTest, TellsStatesAndAlarms)
{
    m_server.book().update(status());
    const std::string text = scrape();
    for (const char *line :
         {"# TYPE tandem_instance_state gauge\n", "# HELP tandem_instance_state 1 for the state",
          "tandem_build_info{version=\"1.2.3\"} 1\n", "tandem_engine_state{state=\"running\"} 1\n",
          "tandem_engine_state{state=\"stopped\"} 0\n", "tandem_engine_lateness_seconds 0.0015\n",
          "tandem_instance_state{instance=\"VI_1\",state=\"master\"} 1\n",
          "tandem_instance_state{instance=\"VI_1\",state=\"backup\"} 0\n",
          "tandem_instance_effective_priority{instance=\"VI_1\"} 150\n",
          "tandem_vip_held{instance=\"VI_1\",vip=\"10.77.0.100\"} 1\n",
          "tandem_vip_held{instance=\"VI_1\",vip=\"10.77.0.101\"} 0\n", "tandem_maxscale_up 1\n",
          "tandem_maxscale_passive 0\n", "tandem_maxscale_server_state{server=\"server1\",state=\"master\"} 1\n",
          "tandem_maxscale_server_state{server=\"server1\",state=\"slave\"} 0\n",
          "tandem_alarms{severity=\"critical\"} 1\n", "tandem_alarm_since_timestamp_seconds{code=\"both-active\","})
        EXPECT_THAT(text, HasSubstr(line));
}

TEST_F(MetricsTest, TellsSamplesInBaseUnits)
{
    HealthSample sample{now, "ok", 2'000'000, {}, 7};
    sample.values = {{Metric::QueryRate, "", 1500},
                     {Metric::ThreadLoad, "", 40},
                     {Metric::FailedLogins, "", 3},
                     {Metric::ReplicationLag, "ser\"ver\n2", 4}};
    m_server.book().update(sample);
    const std::string text = scrape();
    for (const char *line :
         {"tandem_maxscale_rest_latency_seconds 0.002\n", "tandem_maxscale_clients 7\n",
          "tandem_maxscale_queries_per_second 1.5\n", "tandem_maxscale_thread_load_ratio 0.4\n",
          "# TYPE tandem_maxscale_failed_logins_total counter\n", "tandem_maxscale_failed_logins_total 3\n",
          "tandem_maxscale_server_replication_lag_seconds{server=\"ser\\\"ver?2\"} 4\n"})
        EXPECT_THAT(text, HasSubstr(line));
    EXPECT_THAT(text, Not(HasSubstr("tandem_maxscale_greeting_latency_seconds"))) << "not measured";
    EXPECT_THAT(text, Not(HasSubstr("tandem_maxscale_passive"))) << "not known";
}

TEST_F(MetricsTest, KeepsWhatIsNotMeasuredEachTimeForAMinute)
{
    HealthSample sample{now, "ok", 1};
    sample.values = {{Metric::Memory, "", 24'000'000}};
    m_server.book().update(sample);
    m_server.book().update(HealthSample{now + 60 * second, "ok", 1});
    EXPECT_THAT(scrape(), HasSubstr("tandem_maxscale_resident_memory_bytes 24000000\n"));
    m_server.book().update(HealthSample{now + 61 * second, "ok", 1});
    EXPECT_THAT(scrape(), Not(HasSubstr("tandem_maxscale_resident_memory_bytes")));
}

TEST_F(MetricsTest, NamesEachFamilyOnceWithHelpAndType)
{
    m_server.book().update(status());
    HealthSample sample{now, "ok", 1, 2, 3};
    for (const model::MetricInfo &info : model::metrics())
        sample.values.push_back({info.metric, info.perServer ? "server1" : "", 1});
    m_server.book().update(sample);
    std::set<std::string> names;
    for (const auto &family : m_server.book().Collect()) {
        EXPECT_TRUE(names.insert(family.name).second) << family.name;
        EXPECT_THAT(family.name, testing::StartsWith("tandem_"));
        EXPECT_FALSE(family.help.empty()) << family.name;
        EXPECT_FALSE(family.metric.empty()) << family.name;
    }
    EXPECT_GT(names.size(), model::metrics().size());
}

TEST_F(MetricsTest, SaysThatAPortIsInUse)
{
    QTcpServer other;
    ASSERT_TRUE(other.listen(QHostAddress::LocalHost));
    MetricsServer second;
    const auto listening = second.listen(QHostAddress::LocalHost, other.serverPort());
    ASSERT_FALSE(listening);
    EXPECT_EQ(listening.error().code, ErrorCode::InUse);
    EXPECT_EQ(listening.error().place, "127.0.0.1:" + std::to_string(other.serverPort()));
    EXPECT_EQ(second.port(), 0);
    second.book().update(status()); // and goes on without it
}

TEST_F(MetricsTest, SaysThatAnIPv6AddressIsNothingForIt)
{
    MetricsServer six;
    const auto listening = six.listen(QHostAddress::LocalHostIPv6, 0);
    ASSERT_FALSE(listening);
    EXPECT_EQ(listening.error().place, "helper.metrics");
}

TEST_F(MetricsTest, TheDeskFindsThatItsPortIsTaken)
{
    QTcpServer other;
    ASSERT_TRUE(other.listen(QHostAddress::LocalHost));
    MetricsDesk desk({*IpAddress::parse("127.0.0.1"), other.serverPort()});
    int changes = 0;
    QObject::connect(&desk, &MetricsDesk::changed, &desk, [&changes] { ++changes; });
    EXPECT_TRUE(desk.findings().empty());
    desk.start();
    ASSERT_EQ(desk.findings().size(), 1U);
    EXPECT_EQ(desk.findings()[0].code, "metrics-unavailable");
    EXPECT_EQ(changes, 1);
    other.close();
    desk.start();
    EXPECT_TRUE(desk.findings().empty());
    EXPECT_EQ(changes, 2);
}

TEST_F(MetricsTest, LeavesAtOnce)
{
    const auto began = std::chrono::steady_clock::now();
    {
        MetricsServer other;
        ASSERT_TRUE(other.listen(QHostAddress::LocalHost, 0));
    }
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(1));
}

TEST_F(MetricsTest, GoesOnBesideAClientThatTakesNothing)
{
    QTcpSocket silent;
    silent.connectToHost("127.0.0.1", m_server.port());
    ASSERT_TRUE(silent.waitForConnected(5000));
    m_server.book().update(status());
    EXPECT_THAT(scrape(), HasSubstr("tandem_maxscale_up 1\n"));
}

} // namespace tandem::agent
