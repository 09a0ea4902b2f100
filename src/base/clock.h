// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

namespace tandem {

using Duration = std::chrono::nanoseconds;

/// CLOCK_BOOTTIME: goes on while the machine sleeps and never jumps (clock_gettime(2)). All protocol timers run on it.
/// The pure core never reads it: it is handed an Instant.
struct BootClock
{
    using duration = Duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<BootClock>;
    static constexpr bool is_steady = true;
    static time_point now() noexcept;
};

using Instant = BootClock::time_point;

/// Nanoseconds since 1970-01-01 UTC, for what people read and hosts compare.
std::int64_t wallClockNs() noexcept;

} // namespace tandem
