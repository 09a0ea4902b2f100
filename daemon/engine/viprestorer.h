// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <algorithm>
#include <optional>

namespace tandem::engine {

/// When a MASTER puts back a VIP that somebody else removed: at once, then with back-off, and only while its last
/// advert is young enough for the others still to take it for the MASTER.
class VipRestorer
{
public:
    /// `trust`: the age at which the last advert proves nothing any more.
    explicit VipRestorer(Duration trust) : m_trust(trust) {}

    void setTrust(Duration trust) { m_trust = trust; }
    /// The last advert is young enough.
    bool trusted(Instant now) const { return m_lastAdvert && now < *m_lastAdvert + m_trust; }
    void advertSent(Instant now) { m_lastAdvert = now; }
    void lost(Instant now)
    {
        if (!m_due)
            m_due = std::max(now, m_notBefore);
    }
    void forget() { m_due.reset(); }
    /// When to look again; nothing while no VIP is lost, or while the next advert has to come first.
    std::optional<Instant> deadline() const
    {
        if (!m_due || !m_lastAdvert || *m_due >= *m_lastAdvert + m_trust)
            return std::nullopt;
        return m_due;
    }
    bool due(Instant now) const { return m_due && now >= *m_due && trusted(now); }
    /// It was tried: the next one waits twice as long, after a quiet time the first one's wait again.
    void tried(Instant now)
    {
        if (now - m_notBefore > quiet)
            m_wait = shortest;
        m_notBefore = now + m_wait;
        m_wait = std::min(2 * m_wait, longest);
        m_due.reset();
    }

private:
    static constexpr Duration shortest = std::chrono::seconds(1);
    static constexpr Duration longest = std::chrono::seconds(32);
    static constexpr Duration quiet = std::chrono::seconds(60);
    Duration m_trust;
    Duration m_wait = shortest;
    std::optional<Instant> m_lastAdvert;
    std::optional<Instant> m_due;
    Instant m_notBefore{};
};

} // namespace tandem::engine
