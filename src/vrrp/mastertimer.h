// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/ipaddress.h"
#include "base/types.h"
#include "vrrp/effects.h"

#include <cstdint>
#include <optional>

namespace tandem::vrrp {

/// An accepted advert, as far as it is needed later.
struct Heard
{
    IpAddress sender;
    Priority priority;
    Duration interval{};
    Instant at{};
};

/// The Master_Down_Timer (RFC 5798 6.2) of a BACKUP: which master it knows and follows, when it will claim, and why.
class MasterTimer
{
public:
    /// What the timer is reckoned with; any of it may change while it runs.
    struct Terms
    {
        std::uint8_t version = 3;
        Priority priority; ///< the own one, in force
        bool preempt = true;
        Duration preemptDelay{};
        Instant holdEnd{}; ///< nothing is claimed before, and the silence before proves nothing
    };

    explicit MasterTimer(Duration ownInterval) : m_interval(ownInterval) {}

    /// As MASTER: no other is known, the interval is the own one.
    void forget(Duration ownInterval);
    /// As a BACKUP that knows of no master. `atOnce`: the owner of the addresses waits for no silence.
    void begin(Duration ownInterval, bool atOnce, Instant now, const Terms &terms);
    /// The master is known; nothing else changes.
    void note(const Heard &master) { m_master = master; }
    /// Follows a master from when it was heard.
    void follow(const Heard &master, const Terms &terms);

    /// As BACKUP; not priority 0. Whether the sender's interval was adopted.
    bool hear(const Heard &master, const Terms &terms);
    void hearResignation(Instant now, const Terms &terms);
    /// The own priority or the rules of preemption changed: what was heard last is judged again.
    void reconsider(const Terms &before, const Terms &terms);
    /// What is discarded changed: the silence until now proves nothing.
    void startAgain(Instant now);
    /// The own interval is another one: in force where no master's was adopted.
    void setOwnInterval(Duration interval, const Terms &terms);

    const std::optional<Heard> &master() const { return m_master; }
    /// The last master left by priority 0 and none was followed since.
    bool resigned() const { return m_claimKind == Reason::Kind::MasterResigned; }
    /// Master_Adver_Interval.
    Duration interval() const { return m_interval; }
    Duration skewTime(const Terms &terms) const;
    Duration masterDownInterval(const Terms &terms) const { return 3 * m_interval + skewTime(terms); }
    Instant claimTime(const Terms &terms) const;
    Reason claimReason(Instant now, const Terms &terms) const;

private:
    /// What it runs for, from m_start.
    enum class Wait : std::uint8_t { MasterDownInterval, SkewTime, Nothing };

    bool hearLower(Instant now, const Terms &terms);
    Instant end(const Terms &terms) const;

    std::optional<Heard> m_master; ///< last heard, followed or not
    Duration m_interval;
    bool m_adopted = false; ///< m_interval is a master's
    Wait m_wait = Wait::MasterDownInterval;
    Instant m_start{};
    Reason::Kind m_claimKind = Reason::Kind::MasterDown; ///< why we would become MASTER at its end
    std::optional<Instant> m_preemptAt;                  ///< end of preemptDelay
};

} // namespace tandem::vrrp
