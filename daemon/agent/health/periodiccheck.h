// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/agent/health/healthcheck.h"

#include <QTimer>
#include <functional>
#include <string>

namespace tandem::agent {

/// A check that asks one question each interval, and waits no longer than `timeout` for the answer. A question whose
/// answer is still under way at the next interval is not asked twice.
class PeriodicCheck : public HealthCheck
{
    Q_OBJECT

public:
    using Clock = std::function<Instant()>;

    void start() override;

protected:
    PeriodicCheck(const config::Check &check, QObject *parent, Clock clock);

    /// Asks. answered() comes sooner or later, also before this returns, or not at all.
    virtual void probe() = 0;
    /// The time is up: nothing more of this question is waited for.
    virtual void giveUp() = 0;
    /// What is left of a question that was given up makes another one impossible; else empty.
    virtual std::string hindrance() const { return {}; }
    /// How long an answer is waited for.
    virtual Duration patience() const { return m_check.timeout; }
    /// Else nothing is known where no answer came, as after unanswered().
    virtual bool silenceIsBad() const { return true; }

    void answered(const Observation &observation);
    /// There will be no answer, and that says nothing: the verdict stays as it is, and is not renewed.
    void unanswered();

private:
    void look();
    void take(const Observation &observation);

    Clock m_clock;
    QTimer m_next;
    QTimer m_timeout;
    Instant m_due{}; ///< of the next look
    bool m_asking = false;
};

} // namespace tandem::agent
