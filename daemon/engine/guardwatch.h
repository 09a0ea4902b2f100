// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace tandem::engine {

/// The engine's eye on its guard, which renews the leases: while the guard does not move (somebody stopped it), the
/// engine renews them by itself, so that nothing moves for that: in a thread, as the guard does. Pure.
class GuardWatch
{
public:
    /// `lease`: the shortest lease of the instances; zero: there is none, nothing is ever due.
    void expect(Duration lease, Instant now)
    {
        m_lease = lease;
        m_moved = now;
    }
    struct Look
    {
        bool fellSilent = false; ///< renew from now on, and tell it
        bool movesAgain = false; ///< renew no longer, and tell it
    };
    Look look(std::uint64_t beat, Instant now)
    {
        Look look;
        if (m_lease == Duration::zero())
            return look;
        if (beat != m_beat) {
            m_beat = beat;
            m_moved = now;
            look.movesAgain = m_silent;
            m_silent = false;
            return look;
        }
        if (now - m_moved < std::min(m_lease / 2, longestSilence))
            return look;
        look.fellSilent = !m_silent;
        m_silent = true;
        return look;
    }

private:
    static constexpr Duration longestSilence = std::chrono::seconds(4);
    Duration m_lease{};
    std::uint64_t m_beat = 0;
    Instant m_moved{};
    bool m_silent = false;
};

} // namespace tandem::engine
