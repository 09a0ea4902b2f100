// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/periodiccheck.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace tandem::agent {

namespace {

using std::chrono::ceil;
using std::chrono::milliseconds;
using Kind = Observation::Kind;

std::string inWords(Duration duration)
{
    return std::to_string(std::chrono::duration_cast<milliseconds>(duration).count()) + " ms";
}

} // namespace

PeriodicCheck::PeriodicCheck(const config::Check &check, QObject *parent, Clock clock)
    : HealthCheck(check,
                  Tracker(check.fall, check.rise, check.initFail ? Tracker::Begin::Failed : Tracker::Begin::AtOnce),
                  parent),
      m_clock(std::move(clock))
{
    for (QTimer *timer : {&m_next, &m_timeout}) {
        timer->setSingleShot(true);
        timer->setTimerType(Qt::PreciseTimer);
    }
    connect(&m_next, &QTimer::timeout, this, &PeriodicCheck::look);
    connect(&m_timeout, &QTimer::timeout, this, [this] {
        m_asking = false;
        giveUp();
        if (silenceIsBad())
            take({Kind::Bad, "timed out", "no answer in " + inWords(m_check.timeout)});
    });
}

void PeriodicCheck::start()
{
    m_due = m_clock();
    if (m_check.initFail)
        emit looked(); // the engine hears at once that it is down
    look();
}

void PeriodicCheck::look()
{
    // From when it was due, so that delays do not add up; what was missed altogether is not made up for.
    const Instant now = m_clock();
    m_due = std::max(m_due + m_check.interval, now);
    m_next.start(ceil<milliseconds>(m_due - now));
    if (m_asking)
        return;
    if (const std::string why = hindrance(); !why.empty()) {
        take({Kind::Bad, "timed out", why});
        return;
    }
    m_asking = true;
    m_timeout.start(ceil<milliseconds>(patience()));
    probe();
}

void PeriodicCheck::answered(const Observation &observation)
{
    if (!std::exchange(m_asking, false))
        return;
    m_timeout.stop();
    take(observation);
}

void PeriodicCheck::unanswered()
{
    m_asking = false;
    m_timeout.stop();
}

void PeriodicCheck::take(const Observation &observation)
{
    if (const auto change = m_tracker.observe(observation, m_clock()))
        emit verdictChanged(*change);
    emit looked();
}

} // namespace tandem::agent
