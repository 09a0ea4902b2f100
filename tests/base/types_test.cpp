// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"
#include "base/exitcode.h"
#include "base/types.h"

#include <gtest/gtest.h>
#include <limits>

namespace tandem {
namespace {

TEST(VirtualRouterId, IsWithin1And255)
{
    EXPECT_EQ(VirtualRouterId::of(1)->value(), 1);
    EXPECT_EQ(VirtualRouterId::of(255)->value(), 255);
    for (const std::int64_t value :
         {std::int64_t{0}, std::int64_t{256}, std::int64_t{-1}, std::int64_t{257},
          std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()})
        EXPECT_FALSE(VirtualRouterId::of(value)) << value;
    EXPECT_GT(VirtualRouterId().value(), 0);
}

TEST(Priority, ComparesByValueAndResignsByDefault)
{
    EXPECT_EQ(Priority().value(), Priority::resigns);
    EXPECT_LT(Priority(100), Priority(200)); // unsigned
    EXPECT_GT(Priority(Priority::owner), Priority(254));
}

TEST(BootClock, NeverGoesBack)
{
    auto last = BootClock::now();
    for (int i = 0; i < 1000; ++i) {
        const auto now = BootClock::now();
        EXPECT_GE(now, last);
        last = now;
    }
    EXPECT_GT(wallClockNs(), 1'700'000'000'000'000'000); // nanoseconds since 1970, not since the start
}

TEST(ExitCode, FollowsFromTheKindOfTrouble)
{
    EXPECT_EQ(exitCodeOf(ErrorCode::Usage), ExitCode::Usage);
    EXPECT_EQ(exitCodeOf(ErrorCode::BadFile), ExitCode::BadFile);
    for (const auto code : {ErrorCode::NotReachable, ErrorCode::NotAllowed, ErrorCode::InUse, ErrorCode::System})
        EXPECT_EQ(exitCodeOf(code), ExitCode::NotReached);
    EXPECT_EQ(static_cast<int>(ExitCode::BadFile), 4);
}

} // namespace
} // namespace tandem
