// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/beatwatch.h"

#include <gtest/gtest.h>

using namespace tandem;
using namespace std::chrono_literals;
using guard::BeatWatch;

namespace {

class BeatWatchTest : public testing::Test
{
protected:
    BeatWatchTest() { m_watch.begin(500ms, 7, m_now); }
    bool lookAfter(Duration passed, std::uint64_t beat) { return m_watch.look(beat, m_now += passed); }

    Instant m_now{std::chrono::hours(1)};
    BeatWatch m_watch;
};

TEST_F(BeatWatchTest, AnEngineThatBeatsIsNeverEnded)
{
    for (std::uint64_t beat = 8; beat < 100; ++beat)
        EXPECT_FALSE(lookAfter(500ms, beat));
}

TEST_F(BeatWatchTest, FourMissedRoundsAreTooMany)
{
    for (int missed = 1; missed < BeatWatch::mostMissed; ++missed)
        EXPECT_FALSE(lookAfter(500ms, 7)) << missed;
    EXPECT_TRUE(lookAfter(500ms, 7));
}

TEST_F(BeatWatchTest, WhoWaitsForAProcessorIsGivenTwoSecondsSinceTheLastBeat)
{
    m_watch.begin(5ms, 7, m_now);
    EXPECT_FALSE(lookAfter(5ms, 8));
    for (int missed = 0; missed < BeatWatch::mostMissed; ++missed)
        lookAfter(5ms, 8);
    EXPECT_TRUE(m_watch.mayBeStarved(m_now));
    EXPECT_TRUE(lookAfter(1979ms, 8));
    EXPECT_TRUE(m_watch.mayBeStarved(m_now));
    EXPECT_FALSE(m_watch.mayBeStarved(m_now + 1ms));
    EXPECT_FALSE(lookAfter(5ms, 9));
    EXPECT_TRUE(m_watch.mayBeStarved(m_now));
}

TEST_F(BeatWatchTest, OneBeatForgivesTheRoundsBefore)
{
    for (int missed = 1; missed < BeatWatch::mostMissed; ++missed)
        lookAfter(500ms, 7);
    EXPECT_FALSE(lookAfter(500ms, 8));
    EXPECT_FALSE(lookAfter(500ms, 8));
}

TEST_F(BeatWatchTest, LooksThatComeLateProveNothing)
{
    for (int late = 0; late < 20; ++late)
        EXPECT_FALSE(lookAfter(1s, 7));
}

TEST_F(BeatWatchTest, ALateLookDoesNotForgiveWhatWasSeenInTime)
{
    for (int missed = 1; missed < BeatWatch::mostMissed; ++missed)
        lookAfter(500ms, 7);
    EXPECT_FALSE(lookAfter(2s, 7));
    EXPECT_TRUE(lookAfter(500ms, 7));
}

TEST_F(BeatWatchTest, AnotherEngineHasAllItsRoundsBeforeIt)
{
    for (int missed = 1; missed < BeatWatch::mostMissed; ++missed)
        lookAfter(500ms, 7);
    m_watch.begin(500ms, 7, m_now);
    EXPECT_FALSE(lookAfter(500ms, 7));
}

TEST_F(BeatWatchTest, LooksOnceARound)
{
    EXPECT_EQ(m_watch.deadline(), m_now + 500ms);
    lookAfter(600ms, 8);
    EXPECT_EQ(m_watch.deadline(), m_now + 500ms);
}

} // namespace
