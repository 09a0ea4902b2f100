// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/orders/holdkeeper.h"

#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t begin = 1'800'000'000 * second;

} // namespace

TEST(HoldKeeper, EndsWhenItsTimeIsOverAndSaysSoOnce)
{
    HoldKeeper keeper({});
    EXPECT_FALSE(keeper.review(begin));
    keeper.begin("alice", 60s, begin);
    EXPECT_EQ(keeper.hold(), (model::Hold{begin + 60 * second, "alice"}));
    EXPECT_FALSE(keeper.review(begin + 60 * second - 1));
    const auto ended = keeper.review(begin + 60 * second);
    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->hold.by, "alice");
    EXPECT_FALSE(keeper.hold());
    EXPECT_FALSE(keeper.review(begin + 61 * second));
}

TEST(HoldKeeper, EndsOneThatRanOutWhileNobodyLooked)
{
    HoldKeeper keeper(model::Hold{begin, "alice"});
    EXPECT_TRUE(keeper.review(begin + second));
}

TEST(HoldKeeper, ANewerOneReplacesItAndAReleaseEndsIt)
{
    HoldKeeper keeper({});
    keeper.begin("alice", 60s, begin);
    keeper.begin("bob", 10s, begin + second);
    EXPECT_EQ(keeper.hold(), (model::Hold{begin + 11 * second, "bob"}));
    keeper.release();
    EXPECT_FALSE(keeper.hold());
    EXPECT_FALSE(keeper.review(begin + 100 * second)) << "it has ended before";
}

TEST(HoldKeeper, AClockThatIsSetBackDoesNotMakeItLastForMonths)
{
    HoldKeeper keeper({});
    keeper.begin("alice", longestHold, begin);
    EXPECT_FALSE(keeper.review(begin - 30 * second)) << "a small correction";
    EXPECT_TRUE(keeper.review(begin - 3600 * second));
}

} // namespace tandem::agent
