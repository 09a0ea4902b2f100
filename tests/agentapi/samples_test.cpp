// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/api/methodtable.h"
#include "daemon/agent/api/metricfilter.h"
#include "rpc/samplejson.h"

#include "base/clock.h"
#include "fakenode.h"

#include <QJsonArray>
#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using model::HealthRollup;
using model::HealthSample;
using model::Metric;

constexpr std::int64_t hour = 3'600'000'000'000;

class SamplesTest : public testing::Test
{
protected:
    SamplesTest() : m_node("maxscale1") { addReadMethods(m_table, m_node); }

    Outcome ask(const QJsonObject &params)
    {
        Call call;
        call.params = params;
        return m_table.run("samples", call);
    }
    static HealthRollup rollup(std::int64_t timeNs)
    {
        HealthRollup one{timeNs, 30, "ok", {}};
        one.values = {{Metric::RestLatency, "", 30, 1, 2, 3, 3}, {Metric::ReplicationLag, "server1", 30, 1, 2, 3, 3}};
        return one;
    }
    static qint64 ago(std::int64_t ns) { return static_cast<qint64>(wallClockNs() - ns); }

    MethodTable m_table;
    FakeNode m_node;
};

} // namespace

TEST_F(SamplesTest, GivesWhatASampleHasAtItsTopUnlessMoreIsAskedFor)
{
    HealthSample sample{10, "ok", 1};
    sample.values = {{Metric::QueryRate, "", 1500}, {Metric::ReplicationLag, "server1", 3}};
    m_node.addSample(sample);
    const auto first = [](const Outcome &answer) { return answer->value("samples").toArray()[0].toObject(); };
    EXPECT_EQ(first(ask({})).keys(), (QStringList{"rest_latency_ns", "time_ns", "verdict"}));
    EXPECT_EQ(ask({})->value("resolution"), "raw");
    const QJsonObject rate{{"queries_per_second", 1.5}};
    EXPECT_EQ(first(ask({{"metrics", "queries_per_second,memory_bytes"}})).value("values").toObject(), rate);
    const QJsonObject all{{"queries_per_second", 1.5}, {"lag_seconds", QJsonObject{{"server1", 3}}}};
    EXPECT_EQ(first(ask({{"metrics", "all"}})).value("values").toObject(), all);
}

TEST_F(SamplesTest, EndsWhereItIsAskedTo)
{
    for (int i = 1; i <= 5; ++i)
        m_node.addSample(i);
    const auto some = ask({{"since_ns", 1}, {"until_ns", 4}, {"limit", 3}});
    EXPECT_EQ(some->value("samples").toArray().size(), 3);
    EXPECT_EQ(some->value("more"), false);
    EXPECT_EQ(ask({{"since_ns", 1}, {"until_ns", 4}, {"limit", 2}})->value("more"), true);
}

TEST_F(SamplesTest, GivesMinutesAndHours)
{
    m_node.minutes = {rollup(60), rollup(120), rollup(180)};
    m_node.hours = {rollup(3600)};
    const auto minutes = ask({{"resolution", "minute"}, {"since_ns", 60}, {"limit", 1}, {"metrics", "all"}});
    EXPECT_EQ(minutes->value("resolution"), "minute");
    EXPECT_EQ(minutes->value("more"), true);
    EXPECT_EQ(rpc::healthRollupFromJson(minutes->value("samples").toArray()[0].toObject()).value(), rollup(120));
    const auto hours = ask({{"resolution", "hour"}});
    ASSERT_EQ(hours->value("samples").toArray().size(), 1);
    EXPECT_EQ(rpc::healthRollupFromJson(hours->value("samples").toArray()[0].toObject())->values.size(), 1U)
        << "of the three alone";
}

TEST_F(SamplesTest, ChoosesTheResolutionByTheSpan)
{
    m_node.addSample(ago(hour / 2));
    m_node.minutes = {rollup(ago(2 * hour))};
    m_node.hours = {rollup(ago(100 * hour))};
    EXPECT_EQ(ask({{"resolution", "auto"}, {"since_ns", ago(hour - 1'000'000'000)}})->value("resolution"), "raw");
    EXPECT_EQ(ask({{"resolution", "auto"}, {"since_ns", ago(24 * hour)}})->value("resolution"), "minute");
    EXPECT_EQ(ask({{"resolution", "auto"}, {"since_ns", ago(30 * 24 * hour)}})->value("resolution"), "hour");
    EXPECT_EQ(ask({{"resolution", "auto"}})->value("resolution"), "hour");
}

TEST_F(SamplesTest, TakesACoarserResolutionWhereTheFinerIsGone)
{
    m_node.hours = {rollup(ago(100 * hour))};
    const auto answer = ask({{"resolution", "auto"}, {"since_ns", ago(101 * hour)}, {"until_ns", ago(100 * hour - 1)}});
    EXPECT_EQ(answer->value("resolution"), "hour");
    EXPECT_EQ(answer->value("samples").toArray().size(), 1);
}

TEST_F(SamplesTest, RefusesWhatItDoesNotKnow)
{
    EXPECT_EQ(ask({{"resolution", "day"}}).error().error.text, "resolution must be raw, minute, hour or auto");
    EXPECT_EQ(ask({{"metrics", "memory_bytes,colour"}}).error().error.text, "there is no metric \"colour\"");
    EXPECT_FALSE(ask({{"metrics", ","}}));
}

} // namespace tandem::agent
