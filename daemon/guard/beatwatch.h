// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <cstdint>

namespace tandem::guard {

/// Whether the engine's loop goes round. It is judged by what the guard saw with its own eyes, in time: a look that
/// comes late says nothing of the engine, for what held up the guard (a paused machine, a CPU quota) held it up too.
/// Pure.
class BeatWatch
{
public:
    static constexpr int mostMissed = 4; ///< rounds

    /// Another engine, or another round: it has all its rounds before it.
    void begin(Duration round, std::uint64_t beat, Instant now)
    {
        m_round = round;
        m_beat = beat;
        m_looked = now;
        m_beaten = now;
        m_missed = 0;
    }
    Instant deadline() const { return m_looked + m_round; }
    /// At deadline(). True: it has missed its rounds, it is to be ended.
    bool look(std::uint64_t beat, Instant now)
    {
        const bool inTime = now - m_looked < 2 * m_round;
        m_looked = now;
        if (beat != m_beat) {
            m_beat = beat;
            m_beaten = now;
            m_missed = 0;
        } else if (inTime) {
            ++m_missed;
        }
        return m_missed >= mostMissed;
    }
    /// One that merely waits for a processor does not stand still, and another one in its place would wait as well: it
    /// is given this long, where a fence keeps its VIPs silent meanwhile.
    bool mayBeStarved(Instant now) const { return now - m_beaten < longestStarved; }
    static constexpr Duration longestStarved = std::chrono::seconds(2);

private:
    Duration m_round{};
    std::uint64_t m_beat = 0;
    Instant m_looked{};
    Instant m_beaten{}; ///< when a new beat was seen
    int m_missed = 0;
};

} // namespace tandem::guard
