// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/serverlist.h"
#include "maxscale/servicelist.h"
#include "maxscale/threadlist.h"

#include "tests/maxscale/fixtures.h"

#include <QJsonArray>
#include <gmock/gmock.h>

namespace tandem::maxscale {

namespace {

using test::recordedJson;

QJsonObject json(const char *text)
{
    return QJsonDocument::fromJson(text).object();
}

/// A server's statistics from an answer with these attributes.
ServerStatistics serverWith(const char *attributes)
{
    const QJsonObject resource{{"id", "s"}, {"attributes", json(attributes)}};
    return readServerStatistics({{"data", QJsonArray{resource}}}).value().at(0);
}

} // namespace

TEST(StatisticsTest, ReadsWhatARealMaxScaleCountsOfItsServers)
{
    const auto servers = readServerStatistics(recordedJson("rejoined__servers.http")).value();
    ASSERT_EQ(servers.size(), 2U);
    EXPECT_EQ(servers[1].name, "server2");
    EXPECT_EQ(servers[1].connections, 0);
    EXPECT_EQ(servers[1].runningOperations, 0);
    EXPECT_EQ(servers[1].lagSeconds, 0);
    EXPECT_EQ(servers[1].selectTimeNs, 88'319);
    ASSERT_EQ(servers[1].reads.size(), 12U);
    EXPECT_EQ(servers[1].reads[3].upToSeconds, 0.001);
    EXPECT_EQ(servers[1].reads[3].count, 5);
    EXPECT_EQ(servers[1].reads[3].totalSeconds, 0.001565636);
    EXPECT_EQ(servers[1].reads[8].count, 1) << "20 s";
    EXPECT_EQ(servers[1].writes[3].count, 1);
}

TEST(StatisticsTest, LeavesOutALagThatIsUnknownAndASelectTimeWithoutData)
{
    EXPECT_EQ(readServerStatistics(recordedJson("master_down_passive__servers.http"))->at(1).lagSeconds, std::nullopt);
    EXPECT_EQ(readServerStatistics(recordedJson("normal__servers.http"))->at(0).selectTimeNs, std::nullopt);
}

TEST(StatisticsTest, LeavesOutWhatAnOlderMaxScaleOrAnotherRouterDoesNotTell)
{
    const ServerStatistics server = serverWith(R"({"state": "Running", "statistics": {"connections": "3"}})");
    EXPECT_EQ(server.connections, std::nullopt);
    EXPECT_EQ(server.runningOperations, std::nullopt);
    EXPECT_EQ(server.selectTimeNs, std::nullopt);
    EXPECT_TRUE(server.reads.empty());
}

TEST(StatisticsTest, TakesNoHalfDistribution)
{
    const auto reads = [](const char *buckets) {
        const QByteArray whole =
            QByteArray(R"({"statistics": {"response_time_distribution": {"read": {"distribution": )") + buckets +
            "}}}}";
        return serverWith(whole.constData()).reads.size();
    };
    EXPECT_EQ(reads(R"([{"time": "0.1", "count": 1, "total": 0.05}, {"time": "1", "count": 0, "total": 0}])"), 2U);
    EXPECT_EQ(reads(R"([{"time": "0.1", "count": 1, "total": 0.05}, {"time": "1", "total": 0}])"), 0U);
    EXPECT_EQ(reads(R"([{"time": "1", "count": 1, "total": 0.05}, {"time": "0.1", "count": 1, "total": 0}])"), 0U);
    EXPECT_EQ(reads(R"([{"time": "soon", "count": 1, "total": 0.05}])"), 0U);
    EXPECT_EQ(reads(R"([{"time": "1", "count": -1, "total": 0.05}])"), 0U);
}

TEST(StatisticsTest, ReadsTimesWithTheirUnits)
{
    EXPECT_EQ(durationOf("170.9us"), 170'900);
    EXPECT_EQ(durationOf("0ns"), 0);
    EXPECT_EQ(durationOf("64\u00b5s"), 64'000);
    EXPECT_EQ(durationOf("3.88068ms"), 3'880'680);
    EXPECT_EQ(durationOf("1.5s"), 1'500'000'000);
    EXPECT_EQ(durationOf("2m"), 120'000'000'000);
    for (const char *no : {"", "5", "us", "-1us", "1 year", "nans", "infs", "1e300s", "5us "})
        EXPECT_EQ(durationOf(no), std::nullopt) << no;
}

TEST(StatisticsTest, ReadsTheCountersOfServices)
{
    const auto services = readServices(recordedJson("rejoined__services.http")).value().statistics;
    ASSERT_EQ(services.size(), 2U);
    EXPECT_EQ(services[0].name, "RCR");
    EXPECT_EQ(services[0].queries, 2);
    EXPECT_EQ(services[0].masterQueries, std::nullopt) << "readconnroute counts none";
    EXPECT_EQ(services[1].totalConnections, 10);
    EXPECT_EQ(services[1].peakConnections, 4);
    EXPECT_EQ(services[1].failedLogins, 0);
    EXPECT_EQ(services[1].queries, 22);
    EXPECT_EQ(services[1].masterQueries, 4);
    EXPECT_EQ(services[1].replicaQueries, 12);
}

TEST(StatisticsTest, CountsRoutedPacketsWhereTheRouterCountsNoQueries)
{
    const auto services = readServices(json(R"({"data": [{"id": "S", "attributes":
        {"router_diagnostics": null, "statistics": {"connections": 1, "routed_packets": 7}}}]})"));
    EXPECT_EQ(services->statistics.at(0).queries, 7);
    EXPECT_EQ(services->statistics.at(0).failedLogins, std::nullopt);
}

TEST(StatisticsTest, TakesTheBusiestThreadsLoadAndAddsUpTheRest)
{
    const auto recorded = readThreads(recordedJson("normal__threads.http")).value();
    EXPECT_EQ(recorded.loadPercent, 0);
    EXPECT_EQ(recorded.sessions, 3);
    EXPECT_EQ(recorded.descriptors, 19);
    const auto busy = readThreads(json(R"({"data": [
        {"id": "0", "attributes": {"stats": {"load": {"last_second": 3}, "sessions": 5}}},
        {"id": "1", "attributes": {"stats": {"load": {"last_second": 97}, "sessions": 6}}},
        {"id": "2", "attributes": {"stats": {}}}]})"));
    EXPECT_EQ(busy->loadPercent, 97);
    EXPECT_EQ(busy->sessions, 11);
    EXPECT_EQ(busy->descriptors, std::nullopt);
    EXPECT_EQ(readThreads(json("{}")).error().place, "/v1/maxscale/threads");
}

} // namespace tandem::maxscale
