// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tandem::engine {

/// How late deadlines were served: the largest lateness of the last minute, in steps of ten seconds.
class Lateness
{
public:
    void note(Duration late, Instant now)
    {
        advance(now);
        m_buckets.front() = std::max(m_buckets.front(), late);
    }
    Duration largest(Instant now)
    {
        advance(now);
        return *std::max_element(m_buckets.begin(), m_buckets.end());
    }

private:
    static constexpr Duration step = std::chrono::seconds(10);
    void advance(Instant now)
    {
        for (std::size_t count = 0; count < m_buckets.size() && now - m_start >= step; ++count) {
            std::rotate(m_buckets.begin(), m_buckets.end() - 1, m_buckets.end());
            m_buckets.front() = {};
            m_start += step;
        }
        if (now - m_start >= step)
            m_start = now;
    }

    std::array<Duration, 6> m_buckets{}; ///< the current one first
    Instant m_start{};                   ///< of the current one
};

/// Deadlines that were served later than the others' patience allows for: told once, and when it is over.
class LatenessAlarm
{
public:
    static constexpr Duration quiet = std::chrono::minutes(1);

    /// It was too late now. True: tell it.
    bool late(Instant now)
    {
        m_last = now;
        return !std::exchange(m_lasts, true);
    }
    /// True: nothing was late for a quiet minute, tell it.
    bool over(Instant now) { return m_lasts && now - m_last >= quiet && std::exchange(m_lasts, false); }

private:
    Instant m_last{};
    bool m_lasts = false;
};

} // namespace tandem::engine
