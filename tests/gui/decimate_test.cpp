// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/charts/decimate.h"

#include <algorithm>
#include <gmock/gmock.h>

namespace tandem::gui {
namespace {

using model::HealthSample;

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t t0 = 1'768'651'200 * second;

std::vector<HealthSample> samples(int count, std::int64_t everyNs = second)
{
    std::vector<HealthSample> made(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        made[static_cast<std::size_t>(i)].timeNs = t0 + i * everyNs;
        made[static_cast<std::size_t>(i)].restLatencyNs = 1'000'000;
    }
    return made;
}

DecimateInput input(const std::vector<HealthSample> &from, std::int64_t begin, std::int64_t end, int columns)
{
    return {from, Quantity::RestLatency, t0 + begin, t0 + end, columns, 5 * second};
}

TEST(Decimate, KeepsEverySampleWhereThereIsRoom)
{
    const auto all = samples(10);
    const auto strokes = decimate(input(all, 0, 10 * second, 1000));
    ASSERT_EQ(strokes.size(), 1U);
    EXPECT_EQ(strokes[0].size(), 10U);
    EXPECT_DOUBLE_EQ(strokes[0][0].value, 1.0);
}

TEST(Decimate, LosesNoPeakAmongManySamples)
{
    auto all = samples(20'000, 1'000'000);
    all[7'777].restLatencyNs = 250'000'000;
    all[7'778].restLatencyNs = 10'000;
    const auto strokes = decimate(input(all, 0, 20 * second, 200));
    ASSERT_EQ(strokes.size(), 1U);
    EXPECT_LE(strokes[0].size(), 4U * 201U);
    EXPECT_THAT(strokes[0], testing::Contains(Point{t0 + 7'777'000'000, 250.0}));
    EXPECT_THAT(strokes[0], testing::Contains(Point{t0 + 7'778'000'000, 0.01}));
    EXPECT_TRUE(std::is_sorted(strokes[0].begin(), strokes[0].end(), [](auto &a, auto &b) { return a.ns < b.ns; }));
}

TEST(Decimate, BreaksTheLineWhereNothingWasMeasured)
{
    auto all = samples(10);
    all[4].restLatencyNs.reset();
    const auto strokes = decimate(input(all, 0, 10 * second, 1000));
    ASSERT_EQ(strokes.size(), 2U);
    EXPECT_EQ(strokes[0].back().ns, t0 + 3 * second);
    EXPECT_EQ(strokes[1].front().ns, t0 + 5 * second);
}

TEST(Decimate, BreaksTheLineWhereNoSampleCame)
{
    auto all = samples(10);
    for (std::size_t i = 5; i < 10; ++i)
        all[i].timeNs += 10 * second;
    EXPECT_EQ(decimate(input(all, 0, 30 * second, 1000)).size(), 2U);
}

TEST(Decimate, KeepsOneSampleBeyondEachEdge)
{
    const auto all = samples(100);
    const auto strokes = decimate(input(all, 10 * second + 1, 20 * second - 1, 1000));
    ASSERT_EQ(strokes.size(), 1U);
    EXPECT_EQ(strokes[0].front().ns, t0 + 10 * second);
    EXPECT_EQ(strokes[0].back().ns, t0 + 20 * second);
}

TEST(Decimate, MakesNothingOfNothing)
{
    EXPECT_TRUE(decimate(input({}, 0, second, 100)).empty());
    const auto all = samples(3);
    EXPECT_TRUE(decimate(input(all, second, second, 100)).empty());
    EXPECT_TRUE(decimate(input(all, 0, second, 0)).empty());
}

TEST(Nearest, IsAMeasuredSampleOrNothing)
{
    auto all = samples(10);
    all[5].restLatencyNs.reset();
    EXPECT_EQ(nearest(all, Quantity::RestLatency, t0 + 3 * second + 400'000'000, second)->ns, t0 + 3 * second);
    EXPECT_FALSE(nearest(all, Quantity::RestLatency, t0 + 5 * second, second / 2));
    EXPECT_FALSE(nearest(all, Quantity::RestLatency, t0 + 60 * second, second));
    EXPECT_FALSE(nearest(all, Quantity::Sessions, t0, second));
}

TEST(AxisTop, IsRoundAndNotBelowTheLargestValue)
{
    EXPECT_DOUBLE_EQ(axisTop(1.7, 1).top, 2);
    EXPECT_DOUBLE_EQ(axisTop(0, 1).top, 1);
    EXPECT_DOUBLE_EQ(axisTop(1204, 4).top, 1500);
    EXPECT_DOUBLE_EQ(axisTop(1204, 4).step, 500);
    for (double value = 0.013; value < 1e7; value *= 1.7) {
        const AxisTop axis = axisTop(value, 0.01);
        EXPECT_GE(axis.top, value * 0.999999);
        EXPECT_LE(axis.top / axis.step, 4.001);
        EXPECT_LT(axis.top, value * 2.6);
    }
}

} // namespace
} // namespace tandem::gui
