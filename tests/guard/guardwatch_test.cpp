// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/guardwatch.h"

#include <gtest/gtest.h>

using namespace tandem;
using namespace std::chrono_literals;
using engine::GuardWatch;

namespace {

class GuardWatchTest : public testing::Test
{
protected:
    GuardWatchTest() { m_watch.expect(2s, m_now); }
    GuardWatch::Look lookAfter(Duration passed, std::uint64_t beat) { return m_watch.look(beat, m_now += passed); }

    Instant m_now{std::chrono::hours(1)};
    GuardWatch m_watch;
};

TEST_F(GuardWatchTest, WhileTheGuardMovesTheEngineRenewsNothing)
{
    for (std::uint64_t beat = 1; beat < 50; ++beat)
        EXPECT_FALSE(lookAfter(500ms, beat).fellSilent);
}

TEST_F(GuardWatchTest, AfterHalfALeaseOfSilenceTheEngineRenewsAndSaysSoOnce)
{
    lookAfter(500ms, 1);
    EXPECT_FALSE(lookAfter(500ms, 1).fellSilent);
    EXPECT_TRUE(lookAfter(500ms, 1).fellSilent);
    EXPECT_FALSE(lookAfter(500ms, 1).fellSilent);
}

TEST_F(GuardWatchTest, ALongLeaseIsNoReasonToKeepSilentAboutASilentGuard)
{
    m_watch.expect(30s, m_now);
    lookAfter(500ms, 1);
    EXPECT_FALSE(lookAfter(3900ms, 1).fellSilent);
    EXPECT_TRUE(lookAfter(100ms, 1).fellSilent);
}

TEST_F(GuardWatchTest, AGuardThatMovesAgainRenewsAgainAndThatIsSaidOnce)
{
    lookAfter(500ms, 1);
    EXPECT_TRUE(lookAfter(2s, 1).fellSilent);
    const auto again = lookAfter(10ms, 2);
    EXPECT_TRUE(again.movesAgain);
    EXPECT_FALSE(again.fellSilent);
    EXPECT_FALSE(lookAfter(10ms, 3).movesAgain);
}

TEST_F(GuardWatchTest, WithoutLeasesThereIsNothingToDo)
{
    m_watch.expect(0s, m_now);
    EXPECT_FALSE(lookAfter(1h, 0).fellSilent);
}

} // namespace
