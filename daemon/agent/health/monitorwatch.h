// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "daemon/agent/health/finding.h"
#include "maxscale/monitorlist.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tandem::agent {

/// A stopped monitor reports a dead replica as running for ever, and one that hangs shows it by its `ticks`, which
/// stand still. Pure: time is handed in.
class MonitorWatch
{
public:
    /// A round may take three times the default connect timeout of 3 s.
    static constexpr std::chrono::seconds standstill{10};

    std::vector<Finding> look(const std::vector<maxscale::Monitor> &monitors, Instant now);
    /// At the newest look it was stopped, or had stood still for too long.
    bool isStale(const std::string &monitor) const { return m_stale.contains(monitor); }

private:
    struct Seen
    {
        std::optional<std::int64_t> ticks;
        Instant since{};
    };
    std::map<std::string, Seen> m_seen;
    std::set<std::string> m_stale;
};

} // namespace tandem::agent
