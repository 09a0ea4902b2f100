// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "config/cluster.h"
#include "daemon/agent/health/tracker.h"

#include <string>
#include <utility>

namespace tandem::agent {

/// One check of the cluster file: looks again and again, and comes to a verdict.
class HealthCheck : public QObject
{
    Q_OBJECT

public:
    virtual void start() = 0;

    const std::string &name() const { return m_check.name; }
    const config::Check &settings() const { return m_check; }
    Health health() const { return m_tracker.health(); }
    const Tracker &tracker() const { return m_tracker; }

signals:
    void verdictChanged(const tandem::agent::Tracker::Change &change); ///< first: nothing slow before it
    void looked();                                                     ///< evidence and health are new

protected:
    HealthCheck(config::Check check, Tracker tracker, QObject *parent)
        : QObject(parent), m_check(std::move(check)), m_tracker(std::move(tracker))
    {
    }

    config::Check m_check;
    Tracker m_tracker;
};

} // namespace tandem::agent
