// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/agent/health/errand.h"
#include "daemon/agent/health/periodiccheck.h"

#include <string>

namespace tandem::agent {

/// A check of kind "file": Keepalived's track_file, as good or bad.
class FileCheck : public PeriodicCheck
{
    Q_OBJECT

public:
    explicit FileCheck(const config::Check &check, QObject *parent = nullptr, Clock clock = &BootClock::now);

private:
    void probe() override;
    void giveUp() override {}
    std::string hindrance() const override;

    Errand m_errand;
};

/// A file is good where it is there, unless it begins with a number other than 0: Keepalived's track_file adds that to
/// the priority. Reads no more than its beginning; waits for no FIFO. May hang where its file system does.
Observation lookAtFile(const std::string &path);

} // namespace tandem::agent
