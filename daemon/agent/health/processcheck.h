// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/agent/health/errand.h"
#include "daemon/agent/health/periodiccheck.h"

#include <memory>
#include <string>

namespace tandem::agent {

class ProcessFinder;

/// A check of kind "process": Keepalived's track_process, for at least one process of a name.
class ProcessCheck : public PeriodicCheck
{
    Q_OBJECT

public:
    /// `procDirectory` is /proc, but for tests.
    explicit ProcessCheck(const config::Check &check, QObject *parent = nullptr, Clock clock = &BootClock::now,
                          const std::string &procDirectory = "/proc");

private:
    void probe() override;
    void giveUp() override {}
    std::string hindrance() const override;

    std::shared_ptr<ProcessFinder> m_finder; ///< of the thread that looks, one at a time
    Errand m_errand;
};

} // namespace tandem::agent
