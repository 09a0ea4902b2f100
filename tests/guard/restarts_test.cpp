// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/restarts.h"

#include <gtest/gtest.h>

using namespace tandem;
using namespace std::chrono_literals;
using guard::Restarts;

namespace {

class RestartsTest : public testing::Test
{
protected:
    /// How long after its death it is started again.
    Duration waitAfterALifeOf(Duration life)
    {
        m_restarts.started(m_now);
        m_restarts.died(m_now += life);
        const Duration wait = *m_restarts.startAt() - m_now;
        m_now = *m_restarts.startAt();
        m_restarts.begun();
        return wait;
    }

    Instant m_now{std::chrono::hours(1)};
    Restarts m_restarts;
};

TEST_F(RestartsTest, AfterALongLifeItComesBackAtOnce)
{
    EXPECT_EQ(waitAfterALifeOf(1h), 0s);
    EXPECT_EQ(m_restarts.hold(), Restarts::shortestHold);
}

TEST_F(RestartsTest, OneThatDiesAgainAndAgainWaitsEachTimeLongerUpToALimit)
{
    EXPECT_EQ(waitAfterALifeOf(1h), 0s);
    EXPECT_EQ(waitAfterALifeOf(1s), 500ms);
    EXPECT_EQ(waitAfterALifeOf(1s), 1s);
    for (int i = 0; i < 10; ++i)
        waitAfterALifeOf(1s);
    EXPECT_EQ(waitAfterALifeOf(1s), Restarts::longestWait);
    EXPECT_EQ(m_restarts.hold(), Restarts::longestHold);
}

TEST_F(RestartsTest, ALongLifeForgivesTheDeathsBefore)
{
    for (int i = 0; i < 5; ++i)
        waitAfterALifeOf(1s);
    EXPECT_EQ(waitAfterALifeOf(Restarts::livedLong), 0s);
    EXPECT_EQ(m_restarts.hold(), Restarts::shortestHold);
}

TEST_F(RestartsTest, NothingIsDueOnceItHasBegun)
{
    waitAfterALifeOf(1h);
    EXPECT_FALSE(m_restarts.startAt());
}

} // namespace
