// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/timeline/timescale.h"

#include <gmock/gmock.h>

namespace tandem::gui {
namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t noon = 1'768'651'200 * second; // 2026-01-17 12:00:00 UTC

TEST(TimeScale, IsExactToTheNanosecondInOurCentury)
{
    const TimeScale scale(noon, noon + 10 * second, 100, 1000);
    EXPECT_DOUBLE_EQ(scale.xOf(noon), 100);
    EXPECT_DOUBLE_EQ(scale.xOf(noon + 5 * second), 600);
    EXPECT_DOUBLE_EQ(scale.xOf(noon + 10 * second), 1100);
    EXPECT_EQ(scale.nsAt(600), noon + 5 * second);
    EXPECT_EQ(scale.nsAt(scale.xOf(noon + 1)), noon + 1);
}

TEST(TimeScale, ZoomKeepsWhatIsAtThePointer)
{
    TimeScale scale(noon, noon + 60 * second, 0, 600);
    const std::int64_t under = scale.nsAt(137);
    for (const double factor : {0.5, 0.1, 3.0, 0.01}) {
        scale.zoomAt(137, factor);
        EXPECT_NEAR(scale.xOf(under), 137, 0.01) << factor;
    }
}

TEST(TimeScale, ZoomEndsAtTwoMillisecondsAndAtAYearOrSo)
{
    TimeScale scale(noon, noon + second, 0, 500);
    for (int i = 0; i < 100; ++i)
        scale.zoomAt(250, 0.5);
    EXPECT_EQ(scale.spanNs(), TimeScale::shortestNs);
    for (int i = 0; i < 100; ++i)
        scale.zoomAt(250, 2);
    EXPECT_EQ(scale.spanNs(), TimeScale::longestNs);
}

TEST(TimeScale, ARangeTooShortKeepsItsMiddle)
{
    TimeScale scale;
    scale.setRange(noon, noon + 10);
    EXPECT_EQ(scale.spanNs(), TimeScale::shortestNs);
    EXPECT_EQ(scale.beginNs() + scale.spanNs() / 2, noon + 5);
}

TEST(TimeScale, PanMovesByPixels)
{
    TimeScale scale(noon, noon + 100 * second, 0, 1000);
    scale.panPixels(50);
    EXPECT_EQ(scale.beginNs(), noon - 5 * second);
    EXPECT_EQ(scale.spanNs(), 100 * second);
}

TEST(TimeScale, RevealMovesNothingThatIsInView)
{
    TimeScale scale(noon, noon + 100 * second, 0, 1000);
    scale.reveal(noon + 50 * second);
    EXPECT_EQ(scale.beginNs(), noon);
    scale.reveal(noon + 200 * second);
    EXPECT_EQ(scale.endNs(), noon + 210 * second);
    scale.reveal(noon);
    EXPECT_EQ(scale.beginNs(), noon - 10 * second);
}

TEST(TimeScale, TicksAreRoundAndFarEnoughApart)
{
    const TimeScale seconds(noon + 246'000'000, noon + 10 * second, 0, 700);
    const std::int64_t step = seconds.tickStep(90);
    EXPECT_EQ(step, 2 * second);
    EXPECT_THAT(seconds.ticks(step), testing::ElementsAre(noon + 2 * second, noon + 4 * second, noon + 6 * second,
                                                          noon + 8 * second, noon + 10 * second));
    EXPECT_EQ(TimeScale(noon, noon + 3600 * second, 0, 700).tickStep(90), 600 * second);
    EXPECT_EQ(TimeScale(noon, noon + second, 0, 700).tickStep(90), 200'000'000);
}

TEST(TimeScale, NeverMakesTicksWithoutEnd)
{
    const TimeScale scale(noon, noon + TimeScale::longestNs, 0, 700);
    EXPECT_TRUE(scale.ticks(1).empty());
    EXPECT_TRUE(scale.ticks(0).empty());
}

TEST(TimeScale, AWindowWithoutWidthDividesByNothing)
{
    TimeScale scale(noon, noon + second, 0, 0);
    EXPECT_DOUBLE_EQ(scale.xOf(noon + second), 1);
    scale.zoomAt(0, 0.5);
    EXPECT_EQ(scale.beginNs(), noon);
}

} // namespace
} // namespace tandem::gui
