// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/sampler.h"

#include "tests/maxscale/fixtures.h"

#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using maxscale::ResponseBucket;
using maxscale::ServiceStatistics;
using model::HealthSample;
using model::Metric;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t startedAt = 1'795'370'950'000'000'000;

Reading reading(Duration at)
{
    Reading one;
    one.timeNs = startedAt + at.count();
    one.at = Instant(at);
    one.verdict = "ok";
    one.startedAtNs = startedAt;
    return one;
}

Reading recorded(const QString &situation, Duration at)
{
    Reading one = reading(at);
    one.servers = maxscale::readServerStatistics(test::recordedJson(situation + "__servers.http")).value();
    one.services = maxscale::readServices(test::recordedJson(situation + "__services.http")).value();
    return one;
}

Reading withQueries(Duration at, std::vector<ServiceStatistics> services)
{
    Reading one = reading(at);
    one.services.emplace();
    one.services->statistics = std::move(services);
    return one;
}

ServiceStatistics service(std::string name, std::optional<std::int64_t> queries)
{
    ServiceStatistics one;
    one.name = std::move(name);
    one.queries = queries;
    return one;
}

Reading withReads(Duration at, std::vector<ResponseBucket> reads)
{
    Reading one = reading(at);
    maxscale::ServerStatistics server;
    server.name = "server1";
    server.reads = std::move(reads);
    one.servers.emplace({server});
    return one;
}

std::optional<std::int64_t> value(const HealthSample &sample, Metric metric, const std::string &server = {})
{
    for (const model::MetricValue &one : sample.values)
        if (one.metric == metric && one.server == server)
            return one.value;
    return std::nullopt;
}

} // namespace

TEST(SamplerTest, KeepsWhatWasMeasuredAndLeavesOutWhatWasNot)
{
    Sampler sampler;
    Reading one = reading(seconds(1));
    one.restLatency = Duration(5);
    one.threads = maxscale::ThreadSummary{40, 3, std::nullopt};
    one.residentBytes = 24'000'000;
    one.uptimeSeconds = 79;
    const HealthSample sample = sampler.take(one);
    HealthSample expected{one.timeNs, "ok", 5};
    expected.values = {{Metric::ThreadLoad, "", 40},
                       {Metric::ThreadSessions, "", 3},
                       {Metric::Memory, "", 24'000'000},
                       {Metric::Uptime, "", 79}};
    EXPECT_EQ(sample, expected);
}

TEST(SamplerTest, TakesRatesAndResponseTimesFromTwoReadingsOfARealMaxScale)
{
    Sampler sampler;
    const HealthSample first = sampler.take(recorded("master_down_after_failover", seconds(0)));
    EXPECT_EQ(value(first, Metric::QueryRate), std::nullopt) << "one reading gives no rate";
    EXPECT_EQ(value(first, Metric::ReadLatency, "server2"), std::nullopt);
    EXPECT_EQ(value(first, Metric::ReplicationLag, "server1"), std::nullopt) << "-1";
    EXPECT_EQ(value(first, Metric::ReplicationLag, "server2"), 0);
    EXPECT_EQ(value(first, Metric::SelectTime, "server1"), 132'781);

    const HealthSample second = sampler.take(recorded("rejoined", seconds(2)));
    EXPECT_EQ(second.sessions, 0);
    EXPECT_EQ(value(second, Metric::PeakClients), 5);
    EXPECT_EQ(value(second, Metric::FailedLogins), 0);
    EXPECT_EQ(value(second, Metric::QueryRate), 1500) << "3 in 2 s, in thousandths";
    EXPECT_EQ(value(second, Metric::MasterQueryRate), 500);
    EXPECT_EQ(value(second, Metric::ReplicaQueryRate), 500);
    EXPECT_EQ(value(second, Metric::ConnectionRate), 500);
    EXPECT_EQ(value(second, Metric::ReadLatency, "server2"), 240'022) << "of the one new read, not of the 20 s one";
    EXPECT_EQ(value(second, Metric::ReadLatencyP99, "server2"), 240'022);
    EXPECT_EQ(value(second, Metric::WriteLatency, "server2"), 528'223);
    EXPECT_EQ(value(second, Metric::ReadLatency, "server1"), std::nullopt) << "no reads in between";
    EXPECT_EQ(value(second, Metric::ServerConnections, "server1"), 0);
}

TEST(SamplerTest, LeavesAGapWhereMaxScaleRestarted)
{
    Sampler sampler;
    sampler.take(withQueries(seconds(0), {service("RWS", 100)}));
    Reading after = withQueries(seconds(2), {service("RWS", 5000)}); // it soon had more than before
    *after.startedAtNs += 60'000'000'000;
    EXPECT_EQ(value(sampler.take(after), Metric::QueryRate), std::nullopt);
    after.services->statistics[0].queries = 5010;
    after.at = Instant(seconds(4));
    EXPECT_EQ(value(sampler.take(after), Metric::QueryRate), 5000);
}

TEST(SamplerTest, LeavesAGapWhereACounterFell)
{
    Sampler sampler;
    sampler.take(withQueries(seconds(0), {service("A", 100), service("B", 100)}));
    EXPECT_EQ(value(sampler.take(withQueries(seconds(2), {service("A", 300), service("B", 10)})), Metric::QueryRate),
              std::nullopt);
    EXPECT_EQ(value(sampler.take(withQueries(seconds(4), {service("A", 300), service("B", 20)})), Metric::QueryRate),
              5000);
}

TEST(SamplerTest, AServiceThatAppearsIsNoSpike)
{
    Sampler sampler;
    sampler.take(withQueries(seconds(0), {service("A", 100)}));
    EXPECT_EQ(
        value(sampler.take(withQueries(seconds(1), {service("A", 101), service("B", 1'000'000)})), Metric::QueryRate),
        1000);
    EXPECT_EQ(value(sampler.take(withQueries(seconds(2), {service("B", 1'000'002)})), Metric::QueryRate), 2000)
        << "nor is one that goes";
}

TEST(SamplerTest, TakesRatesOverTheTimeSinceServicesWereLastRead)
{
    Sampler sampler;
    sampler.take(withQueries(seconds(0), {service("A", 100)}));
    sampler.take(reading(seconds(1)));
    EXPECT_EQ(value(sampler.take(withQueries(seconds(4), {service("A", 120)})), Metric::QueryRate), 5000);
    EXPECT_EQ(value(sampler.take(withQueries(seconds(4) + milliseconds(1), {service("A", 121)})), Metric::QueryRate),
              std::nullopt)
        << "of a millisecond";
    EXPECT_EQ(value(sampler.take(withQueries(seconds(6), {service("A", 122)})), Metric::QueryRate), 1000);
}

TEST(SamplerTest, SaysInWhichDecadeThe99thOf100Falls)
{
    Sampler sampler;
    sampler.take(withReads(seconds(0), {{0.001, 10, 0.005}, {0.01, 0, 0}, {0.1, 7, 0.5}}));
    const HealthSample most =
        sampler.take(withReads(seconds(1), {{0.001, 1000, 0.500}, {0.01, 10, 0.05}, {0.1, 7, 0.5}}));
    EXPECT_EQ(value(most, Metric::ReadLatencyP99, "server1"), 500'000) << "990 of 1000 are of the first";
    EXPECT_EQ(value(most, Metric::ReadLatency, "server1"), 545'000);
    const HealthSample slow =
        sampler.take(withReads(seconds(2), {{0.001, 1098, 0.549}, {0.01, 11, 0.052}, {0.1, 8, 0.54}}));
    EXPECT_EQ(value(slow, Metric::ReadLatencyP99, "server1"), 2'000'000);
}

TEST(SamplerTest, LeavesAGapWhereADistributionBeganAnewOrIsAnother)
{
    Sampler sampler;
    sampler.take(withReads(seconds(0), {{0.001, 10, 0.005}}));
    EXPECT_EQ(value(sampler.take(withReads(seconds(1), {{0.001, 3, 0.001}})), Metric::ReadLatency, "server1"),
              std::nullopt);
    EXPECT_EQ(value(sampler.take(withReads(seconds(2), {{0.002, 30, 0.1}})), Metric::ReadLatency, "server1"),
              std::nullopt);
    EXPECT_EQ(value(sampler.take(withReads(seconds(3), {})), Metric::ReadLatency, "server1"), std::nullopt);
}

TEST(SamplerTest, TakesNoLagOfAMonitorThatStandsStill)
{
    Sampler sampler;
    Reading one = recorded("rejoined", seconds(0));
    one.statesAreStale = true;
    const HealthSample sample = sampler.take(one);
    EXPECT_EQ(value(sample, Metric::ReplicationLag, "server2"), std::nullopt);
    EXPECT_EQ(value(sample, Metric::ServerConnections, "server2"), 0);
}

TEST(SamplerTest, TakesNoMoreServersThanItKeeps)
{
    Sampler sampler;
    Reading one = reading(seconds(0));
    one.servers.emplace();
    for (int i = 0; i < 10'000; ++i) {
        maxscale::ServerStatistics server;
        server.name = "s" + std::to_string(i % 9000);
        server.connections = 1;
        one.servers->push_back(server);
    }
    EXPECT_EQ(sampler.take(one).values.size(), Sampler::mostServers);
}

} // namespace tandem::agent
