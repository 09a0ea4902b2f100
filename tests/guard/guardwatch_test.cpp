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
        EXPECT_FALSE(lookAfter(500ms, beat).renew);
}

TEST_F(GuardWatchTest, AfterHalfALeaseOfSilenceTheEngineRenewsAndSaysSoOnce)
{
    lookAfter(500ms, 1);
    EXPECT_FALSE(lookAfter(500ms, 1).renew);
    const auto first = lookAfter(500ms, 1);
    EXPECT_TRUE(first.renew);
    EXPECT_TRUE(first.fellSilent);
    const auto second = lookAfter(500ms, 1);
    EXPECT_TRUE(second.renew);
    EXPECT_FALSE(second.fellSilent);
}

TEST_F(GuardWatchTest, RenewsFourTimesALeaseAndNotMore)
{
    lookAfter(500ms, 1);
    int renewals = 0;
    for (int look = 0; look < 1000; ++look)
        renewals += lookAfter(10ms, 1).renew ? 1 : 0;
    EXPECT_EQ(renewals, 1 + (10'000 - 1'000) / 500);
}

TEST_F(GuardWatchTest, ALongLeaseIsNoReasonToKeepSilentAboutASilentGuard)
{
    m_watch.expect(30s, m_now);
    lookAfter(500ms, 1);
    const auto first = lookAfter(4s, 1);
    EXPECT_TRUE(first.fellSilent);
    EXPECT_FALSE(first.renew);
    EXPECT_FALSE(lookAfter(10s, 1).renew);
    EXPECT_TRUE(lookAfter(1s, 1).renew);
    EXPECT_FALSE(lookAfter(7s, 1).renew);
    EXPECT_TRUE(lookAfter(500ms, 1).renew);
}

TEST_F(GuardWatchTest, SaysThatTheGuardMovesAgain)
{
    lookAfter(500ms, 1);
    EXPECT_TRUE(lookAfter(2s, 1).fellSilent);
    const auto again = lookAfter(10ms, 2);
    EXPECT_TRUE(again.movesAgain);
    EXPECT_FALSE(again.renew);
    EXPECT_FALSE(lookAfter(10ms, 3).movesAgain);
}

TEST_F(GuardWatchTest, WithoutLeasesThereIsNothingToDo)
{
    m_watch.expect(0s, m_now);
    EXPECT_FALSE(lookAfter(1h, 0).fellSilent);
}

} // namespace
