// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/tracker.h"

#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using Kind = Observation::Kind;

const Observation good{Kind::Good, "ok", "greeted"};
const Observation frozen{Kind::Bad, "frozen", "timed out"};
const Observation gone{Kind::Gone, "refused", "connection refused"};

class TrackerTest : public testing::Test
{
protected:
    std::optional<Tracker::Change> see(const Observation &observation)
    {
        m_now += 2s;
        return m_tracker.observe(observation, m_now);
    }
    Tracker m_tracker{2, 3};
    Instant m_now{};
};

} // namespace

TEST_F(TrackerTest, KnowsNothingBeforeTheFirstResult)
{
    EXPECT_EQ(m_tracker.health(), Health::Unknown);
    EXPECT_EQ(m_tracker.verdict(), "");
}

TEST_F(TrackerTest, IsUpAfterTheFirstSuccess)
{
    const auto change = see(good);
    ASSERT_TRUE(change);
    EXPECT_EQ(change->from, "");
    EXPECT_EQ(change->to, "ok");
    EXPECT_EQ(m_tracker.health(), Health::Up);
}

TEST_F(TrackerTest, FailsAfterFallFailuresInARow)
{
    see(good);
    EXPECT_FALSE(see(frozen));
    EXPECT_EQ(m_tracker.health(), Health::Up);
    EXPECT_EQ(m_tracker.verdict(), "ok");
    const auto change = see(frozen);
    ASSERT_TRUE(change);
    EXPECT_EQ(change->from, "ok");
    EXPECT_EQ(change->to, "frozen");
    EXPECT_EQ(change->count, 2);
    EXPECT_EQ(change->took, 2s);
    EXPECT_EQ(m_tracker.health(), Health::Down);
    EXPECT_EQ(m_tracker.since(), m_now);
}

TEST_F(TrackerTest, ForgetsFailuresAfterASuccess)
{
    see(good);
    EXPECT_FALSE(see(frozen));
    EXPECT_FALSE(see(good));
    EXPECT_FALSE(see(frozen));
    EXPECT_EQ(m_tracker.health(), Health::Up);
}

TEST_F(TrackerTest, FailsAtOnceWhenNobodyListens)
{
    see(good);
    const auto change = see(gone);
    ASSERT_TRUE(change);
    EXPECT_EQ(change->to, "refused");
    EXPECT_EQ(change->count, 1);
    EXPECT_EQ(m_tracker.health(), Health::Down);
}

TEST_F(TrackerTest, FailsAtOnceWhenNobodyListensFromTheStart)
{
    EXPECT_TRUE(see(gone));
    EXPECT_EQ(m_tracker.health(), Health::Down);
}

TEST_F(TrackerTest, NeedsFallFailuresAlsoFromTheStart)
{
    EXPECT_FALSE(see(frozen));
    EXPECT_EQ(m_tracker.health(), Health::Unknown);
    EXPECT_TRUE(see(frozen));
    EXPECT_EQ(m_tracker.health(), Health::Down);
}

TEST_F(TrackerTest, CountsOnlyTheRunThatDecides)
{
    EXPECT_FALSE(see(frozen));
    const auto change = see(good);
    ASSERT_TRUE(change);
    EXPECT_EQ(change->count, 1);
}

TEST_F(TrackerTest, RisesAfterRiseSuccessesInARow)
{
    see(gone);
    EXPECT_FALSE(see(good));
    EXPECT_FALSE(see(good));
    EXPECT_EQ(m_tracker.verdict(), "refused");
    const auto change = see(good);
    ASSERT_TRUE(change);
    EXPECT_EQ(change->from, "refused");
    EXPECT_EQ(change->to, "ok");
    EXPECT_EQ(change->count, 3);
    EXPECT_EQ(change->took, 4s);
    EXPECT_EQ(m_tracker.health(), Health::Up);
}

TEST_F(TrackerTest, ForgetsSuccessesAfterAFailure)
{
    see(gone);
    see(good);
    see(good);
    EXPECT_FALSE(see(gone));
    EXPECT_FALSE(see(good));
    EXPECT_FALSE(see(good));
    EXPECT_EQ(m_tracker.health(), Health::Down);
}

TEST_F(TrackerTest, SaysWhenAFailureBecomesAnotherOne)
{
    see(gone);
    EXPECT_FALSE(see(gone));
    const auto change = see(frozen);
    ASSERT_TRUE(change);
    EXPECT_EQ(change->from, "refused");
    EXPECT_EQ(change->to, "frozen");
    EXPECT_EQ(m_tracker.health(), Health::Down);
}

TEST(Tracker, TakesAFallOfZeroForOne)
{
    Tracker tracker(0, 0);
    tracker.observe(good, {});
    EXPECT_TRUE(tracker.observe(frozen, {}));
    EXPECT_TRUE(tracker.observe(good, {}));
}

TEST(TrackerOfKeepalived, TakesTheFirstResultAtOnceAndCountsTheOthers)
{
    Tracker tracker(2, 3, Tracker::Begin::AtOnce);
    const auto first = tracker.observe(frozen, Instant{1s});
    ASSERT_TRUE(first);
    EXPECT_EQ(first->count, 1);
    EXPECT_EQ(tracker.health(), Health::Down);
    EXPECT_FALSE(tracker.observe(good, Instant{2s}));
    EXPECT_FALSE(tracker.observe(good, Instant{3s}));
    EXPECT_TRUE(tracker.observe(good, Instant{4s}));
    EXPECT_FALSE(tracker.observe(frozen, Instant{5s}));
    EXPECT_EQ(tracker.health(), Health::Up);
}

TEST(TrackerOfKeepalived, IsDownBeforeTheFirstResultWithInitFail)
{
    Tracker tracker(2, 2, Tracker::Begin::Failed);
    EXPECT_EQ(tracker.health(), Health::Down);
    EXPECT_EQ(tracker.verdict(), "init_fail");
    EXPECT_FALSE(tracker.observe(good, Instant{1s}));
    const auto change = tracker.observe(good, Instant{2s});
    ASSERT_TRUE(change);
    EXPECT_EQ(change->from, "init_fail");
    EXPECT_EQ(tracker.health(), Health::Up);
}

TEST(TrackerOfKeepalived, GivesTheReasonInPlaceOfInitFail)
{
    Tracker tracker(2, 2, Tracker::Begin::Failed);
    const auto change = tracker.observe(frozen, Instant{1s});
    ASSERT_TRUE(change);
    EXPECT_EQ(change->from + ">" + change->to, "init_fail>frozen");
    EXPECT_EQ(tracker.health(), Health::Down);
}

} // namespace tandem::agent
