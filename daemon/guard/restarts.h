// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <algorithm>
#include <optional>

namespace tandem::guard {

/// When an engine that died is started again, and for how long the new one does not preempt: one that dies again and
/// again must not take the VIPs back each time. Pure.
class Restarts
{
public:
    static constexpr Duration shortestHold = std::chrono::seconds(10);
    static constexpr Duration longestHold = std::chrono::minutes(5);
    static constexpr Duration longestWait = std::chrono::seconds(30);
    static constexpr Duration livedLong = std::chrono::minutes(2);

    void started(Instant now) { m_started = now; }
    /// It died. The first time after a long life it comes back at once.
    void died(Instant now)
    {
        if (!m_started || now - *m_started >= livedLong) {
            m_wait = Duration::zero();
            m_hold = shortestHold;
        } else {
            m_hold = std::min(m_hold == Duration::zero() ? shortestHold : 2 * m_hold, longestHold);
        }
        m_startAt = now + m_wait;
        m_wait = std::min(std::max<Duration>(2 * m_wait, std::chrono::milliseconds(500)), longestWait);
    }
    std::optional<Instant> startAt() const { return m_startAt; }
    void begun() { m_startAt.reset(); }
    Duration hold() const { return m_hold; }

private:
    std::optional<Instant> m_started;
    std::optional<Instant> m_startAt;
    Duration m_wait{};
    Duration m_hold{};
};

} // namespace tandem::guard
