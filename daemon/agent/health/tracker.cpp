// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/tracker.h"

#include <algorithm>
#include <utility>

namespace tandem::agent {

Tracker::Tracker(int fall, int rise, Begin begin) : m_fall(std::max(fall, 1)), m_rise(std::max(rise, 1)), m_begin(begin)
{
    if (begin != Begin::Failed)
        return;
    m_health = Health::Down;
    m_verdict = "init_fail";
    m_evidence = "not looked at yet";
}

std::optional<Tracker::Change> Tracker::observe(const Observation &observation, Instant now)
{
    m_evidence = observation.evidence;
    const bool good = observation.kind == Observation::Kind::Good;
    const Health points = good ? Health::Up : Health::Down;
    if (points == m_health) {
        m_run = 0;
        if (observation.verdict == m_verdict)
            return std::nullopt;
        return Change{std::exchange(m_verdict, observation.verdict), m_verdict, m_evidence, 1, {}};
    }
    if (points != m_runPoints)
        m_run = 0; // only while Unknown: failures that were not enough, then a success
    m_runPoints = points;
    if (m_run++ == 0)
        m_firstOfRun = now;
    const bool first = m_health == Health::Unknown && (good || m_begin == Begin::AtOnce);
    const bool atOnce = first || observation.kind == Observation::Kind::Gone;
    const int needed = atOnce ? 1 : good ? m_rise : m_fall;
    if (m_run < needed)
        return std::nullopt;
    return enter(points, observation, now, m_run);
}

std::optional<Tracker::Change> Tracker::enter(Health health, const Observation &observation, Instant now, int count)
{
    m_health = health;
    m_since = now;
    m_run = 0;
    return Change{std::exchange(m_verdict, observation.verdict), m_verdict, m_evidence, count, now - m_firstOfRun};
}

} // namespace tandem::agent
