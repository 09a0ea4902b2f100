// SPDX-License-Identifier: GPL-3.0-or-later
#include "vrrp/mastertimer.h"

#include <algorithm>

namespace tandem::vrrp {

void MasterTimer::forget(Duration ownInterval)
{
    *this = MasterTimer(ownInterval);
}

void MasterTimer::begin(Duration ownInterval, bool atOnce, Instant now, const Terms &terms)
{
    // A master that was heard in FAULT stays known, but is not followed.
    m_interval = ownInterval;
    m_adopted = false;
    m_start = std::max(now, terms.holdEnd);
    m_wait = atOnce ? Wait::Nothing : Wait::MasterDownInterval;
    m_claimKind = atOnce ? Reason::Kind::OwnsAddress : Reason::Kind::MasterDown;
    m_preemptAt.reset();
}

void MasterTimer::follow(const Heard &master, const Terms &terms)
{
    m_master = master;
    m_interval = master.interval; // RFC 5798 6.4.2 (450); v2's is the own one
    m_adopted = true;
    m_start = std::max(master.at, terms.holdEnd);
    m_wait = Wait::MasterDownInterval;
    m_claimKind = Reason::Kind::MasterDown;
}

bool MasterTimer::hear(const Heard &master, const Terms &terms)
{
    m_master = master;
    // RFC 5798 6.4.2: a priority greater than or equal to the own; addresses are not compared here.
    if (master.priority < terms.priority)
        return hearLower(master.at, terms);
    m_preemptAt.reset();
    follow(master, terms);
    return true;
}

bool MasterTimer::hearLower(Instant now, const Terms &terms)
{
    const bool delays = terms.preempt && terms.preemptDelay > Duration::zero();
    if (delays && !m_preemptAt)
        m_preemptAt = std::max(now, terms.holdEnd) + terms.preemptDelay;
    if (delays || !terms.preempt) { // left alone: until m_preemptAt, or for good
        follow(*m_master, terms);
        return true;
    }
    if (m_claimKind == Reason::Kind::MasterDown)
        m_claimKind = Reason::Kind::Preempt;
    return false;
}

void MasterTimer::hearResignation(Instant now, const Terms &terms)
{
    // RFC 5798 6.4.2: Set the Master_Down_Timer to Skew_Time. The interval stays the master's.
    const Instant start = std::max(now, terms.holdEnd);
    if (start + skewTime(terms) < end(terms)) {
        m_start = start;
        m_wait = Wait::SkewTime;
    }
    if (m_wait != Wait::Nothing)
        m_claimKind = Reason::Kind::MasterResigned;
}

void MasterTimer::reconsider(const Terms &before, const Terms &terms)
{
    const bool preempting = m_preemptAt || m_claimKind == Reason::Kind::Preempt;
    if (!m_master || !preempting || resigned())
        return;
    const bool delays = terms.preempt && terms.preemptDelay > Duration::zero();
    if (m_master->priority >= terms.priority || !terms.preempt) {
        // Not to be preempted any more. Followed from its last advert on, else the timer that it did not reset would
        // end before its next one.
        m_preemptAt.reset();
        follow(*m_master, terms);
    } else if (!delays) {
        m_preemptAt.reset();
    } else if (m_preemptAt) {
        *m_preemptAt += terms.preemptDelay - before.preemptDelay;
    } else {
        m_preemptAt = std::max(m_master->at, terms.holdEnd) + terms.preemptDelay;
        follow(*m_master, terms);
    }
}

void MasterTimer::startAgain(Instant now)
{
    if (m_wait == Wait::MasterDownInterval)
        m_start = std::max(m_start, now);
}

void MasterTimer::setOwnInterval(Duration interval, const Terms &terms)
{
    if (terms.version == 2 || !m_adopted)
        m_interval = interval;
}

Duration MasterTimer::skewTime(const Terms &terms) const
{
    // RFC 3768 6.1: (256 - Priority) / 256 seconds; RFC 5798 6.1: ((256 - priority) * Master_Adver_Interval) / 256.
    const Duration scale = terms.version == 2 ? Duration(std::chrono::seconds(1)) : m_interval;
    return (256 - terms.priority.value()) * scale / 256;
}

Instant MasterTimer::end(const Terms &terms) const
{
    if (m_wait == Wait::MasterDownInterval)
        return m_start + masterDownInterval(terms);
    if (m_wait == Wait::SkewTime)
        return m_start + skewTime(terms);
    return m_start;
}

Instant MasterTimer::claimTime(const Terms &terms) const
{
    return m_preemptAt ? std::min(*m_preemptAt, end(terms)) : end(terms);
}

Reason MasterTimer::claimReason(Instant now, const Terms &terms) const
{
    Reason reason{.kind = m_claimKind, .waited = now - m_start};
    if (m_master) {
        reason.peer = m_master->sender;
        reason.peerPriority = m_master->priority.value();
    }
    if (m_preemptAt && *m_preemptAt < end(terms)) {
        reason.kind = Reason::Kind::Preempt;
        reason.waited = now - *m_preemptAt + terms.preemptDelay;
    }
    return reason;
}

} // namespace tandem::vrrp
