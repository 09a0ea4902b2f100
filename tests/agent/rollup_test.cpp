// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/journal/rollup.h"

#include "daemon/agent/journal/packing.h"

#include <gmock/gmock.h>
#include <limits>

namespace tandem::agent {

namespace {

using model::HealthSample;
using model::Metric;
using model::MetricRollup;

constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
constexpr auto highest = std::numeric_limits<std::int64_t>::max();

} // namespace

TEST(RollupTest, GivesLeastMeanMostAndTheNearestRankOf99In100)
{
    std::vector<HealthSample> samples;
    for (int i = 200; i >= 1; --i)
        samples.push_back({i, "ok", i * 10});
    const auto rollup = rollUp(samples, 7);
    EXPECT_EQ(rollup.timeNs, 7);
    EXPECT_EQ(rollup.samples, 200);
    EXPECT_EQ(rollup.verdict, "ok");
    EXPECT_THAT(rollup.values, testing::ElementsAre(MetricRollup{Metric::RestLatency, "", 200, 10, 1005, 2000, 1980}));
}

TEST(RollupTest, OfFewerThanAHundredThe99thIsTheLargest)
{
    const std::vector<HealthSample> samples{{1, "ok", 5}, {2, "ok", 1}, {3, "ok", 3}};
    EXPECT_EQ(rollUp(samples, 0).values.at(0).p99, 5);
}

TEST(RollupTest, CountsOnlySamplesThatHaveTheSeries)
{
    std::vector<HealthSample> samples{{1, "ok", 5}, {2, "ok"}, {3, "ok", 7}};
    samples[1].values = {{Metric::ReplicationLag, "server2", 4}};
    EXPECT_THAT(rollUp(samples, 0).values,
                testing::UnorderedElementsAre(MetricRollup{Metric::RestLatency, "", 2, 5, 6, 7, 7},
                                              MetricRollup{Metric::ReplicationLag, "server2", 1, 4, 4, 4, 4}));
}

TEST(RollupTest, NamesTheMostFrequentVerdictThatIsNotOk)
{
    const std::vector<HealthSample> samples{{1, "ok"}, {2, "frozen"}, {3, "refused"}, {4, "refused"}, {5, "ok"}};
    EXPECT_EQ(rollUp(samples, 0).verdict, "refused");
}

TEST(RollupTest, TakesValuesAtTheEndsOfTheirRange)
{
    const std::vector<HealthSample> samples{{1, "ok", highest}, {2, "ok", highest}};
    EXPECT_EQ(rollUp(samples, 0).values.at(0).avg, highest);
    const std::vector<HealthSample> both{{1, "ok", lowest}, {2, "ok", highest}};
    EXPECT_EQ(rollUp(both, 0).values.at(0).min, lowest);
    EXPECT_EQ(rollUp(both, 0).values.at(0).max, highest);
}

TEST(PackingTest, GivesBackEveryNumber)
{
    const std::vector<std::int64_t> numbers{0, -1, 1, 63, -64, 64, 127, 128, 1'000'000, lowest, highest, -highest};
    Packer packer;
    for (const std::int64_t number : numbers) {
        packer.addSigned(number);
        packer.add(static_cast<std::uint64_t>(number));
    }
    const QByteArray octets = packer.take();
    Unpacker in(octets);
    for (const std::int64_t number : numbers) {
        EXPECT_EQ(in.nextSigned(), number);
        EXPECT_EQ(in.next(), static_cast<std::uint64_t>(number));
    }
    EXPECT_TRUE(in.atEnd());
}

TEST(PackingTest, KeepsSmallNumbersShort)
{
    Packer packer;
    packer.addSigned(-64);
    packer.addSigned(63);
    EXPECT_EQ(packer.take().size(), 2);
}

TEST(PackingTest, GivesNothingForOctetsThatEndEarlyOrAreNoNumber)
{
    const QByteArray cut("\x80", 1);
    EXPECT_EQ(Unpacker(cut).next(), std::nullopt);
    const QByteArray tooLong(11, '\xff');
    EXPECT_EQ(Unpacker(tooLong).next(), std::nullopt);
    const QByteArray beyond64Bits = QByteArray(9, '\xff') + '\x02';
    EXPECT_EQ(Unpacker(beyond64Bits).next(), std::nullopt);
}

} // namespace tandem::agent
