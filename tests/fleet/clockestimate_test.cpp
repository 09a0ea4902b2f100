// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/clockestimate.h"

#include "fleet/backoff.h"

#include <gtest/gtest.h>
#include <limits>

using namespace tandem::fleet;

namespace {

constexpr std::int64_t base = 1'790'000'000'000'000'000;
constexpr std::int64_t ms = 1'000'000;

/// A question to a clock that is `offset` ahead, with its way there and back.
void ask(ClockEstimate &clock, std::int64_t offset, std::int64_t there, std::int64_t back, std::int64_t at = base)
{
    clock.add(at, at + there + offset, at + there + offset + ms, at + there + ms + back);
}

} // namespace

TEST(ClockEstimate, FindsTheOffsetExactlyWhenBothWaysAreEqual)
{
    ClockEstimate clock;
    EXPECT_FALSE(clock.isKnown());
    ask(clock, 250 * ms, 3 * ms, 3 * ms);
    EXPECT_TRUE(clock.isKnown());
    EXPECT_EQ(clock.offsetNs(), 250 * ms);
    EXPECT_EQ(clock.errorNs(), 3 * ms);
    EXPECT_EQ(clock.toOurs(base + 250 * ms), base);
    EXPECT_EQ(clock.errorOfOursNs(), 3 * ms);
}

TEST(ClockEstimate, TheErrorCoversTheWorstWay)
{
    for (const std::int64_t there : {0, 2, 7, 10}) {
        ClockEstimate clock;
        ask(clock, -40 * ms, there * ms, (10 - there) * ms);
        EXPECT_LE(std::llabs(clock.offsetNs() + 40 * ms), clock.errorNs());
        EXPECT_EQ(clock.errorNs(), 5 * ms);
    }
}

TEST(ClockEstimate, TheSampleWithTheLeastRoundTripCounts)
{
    ClockEstimate clock;
    ask(clock, 100 * ms, 50 * ms, 1 * ms);
    ask(clock, 100 * ms, 1 * ms, 1 * ms);
    ask(clock, 100 * ms, 1 * ms, 50 * ms);
    EXPECT_EQ(clock.offsetNs(), 100 * ms);
    EXPECT_EQ(clock.errorNs(), ms);
}

TEST(ClockEstimate, AClockThatWasSetIsFollowedAfterEightSamples)
{
    ClockEstimate clock;
    ask(clock, 100 * ms, 0, 0);
    for (int i = 0; i < 8; ++i)
        ask(clock, -100 * ms, 2 * ms, 2 * ms);
    EXPECT_EQ(clock.offsetNs(), -100 * ms);
}

TEST(ClockEstimate, AnOffsetWithinItsErrorIsNone)
{
    ClockEstimate clock;
    ask(clock, 0, 4 * ms, 2 * ms); // one clock; only the ways differ
    EXPECT_EQ(clock.offsetNs(), ms);
    EXPECT_EQ(clock.toOurs(base + 12345), base + 12345) << "to the nanosecond";
    EXPECT_EQ(clock.errorOfOursNs(), 4 * ms);
    EXPECT_EQ(clock.toOurs(0), 0);
}

TEST(ClockEstimate, NonsenseIsThrownAway)
{
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    ClockEstimate clock;
    clock.add(base, base + 2, base + 1, base + 5); // answered before it was asked
    clock.add(base, base + 1, base + 2, base - 5); // our clock was set back
    clock.add(base, base, base + 50, base + 10);   // longer there than the whole way took
    clock.add(base, most, most, base + 1);
    clock.add(base, std::numeric_limits<std::int64_t>::min(), 0, base + 1);
    EXPECT_FALSE(clock.isKnown());
    ask(clock, 250 * ms, 3 * ms, 3 * ms);
    EXPECT_EQ(clock.toOurs(most), most);
}

TEST(Backoff, DoublesFromAFifthOfASecondToFiveSeconds)
{
    using namespace std::chrono_literals;
    Backoff backoff;
    EXPECT_EQ(backoff.next(0), 200ms);
    EXPECT_EQ(backoff.next(0), 400ms);
    EXPECT_EQ(backoff.next(0.5), 1200ms);
    for (int i = 0; i < 20; ++i) {
        EXPECT_GE(backoff.next(0), 200ms);
        EXPECT_LE(backoff.next(0.999), 5000ms);
    }
    EXPECT_EQ(backoff.next(0), 2500ms);
    backoff.reset();
    EXPECT_LE(backoff.next(0.999), 400ms);
}
