// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/agent/actions/scriptprocess.h"
#include "daemon/agent/health/periodiccheck.h"

#include <string>
#include <vector>

namespace tandem::agent {

/// A check of kind "script": Keepalived's vrrp_script. Exit code 0 is good, whatever else is bad.
class ScriptCheck : public PeriodicCheck
{
    Q_OBJECT

public:
    /// The script runs in a directory of its own below `runDir`.
    ScriptCheck(const config::Check &check, const std::string &runDir, QObject *parent = nullptr,
                Clock clock = &BootClock::now);

private:
    void probe() override;
    void giveUp() override {} // the process has the same time-out, and ends itself
    std::string hindrance() const override;

    std::vector<std::string> m_words;
    std::string m_directory;
    ScriptProcess m_process;
};

} // namespace tandem::agent
