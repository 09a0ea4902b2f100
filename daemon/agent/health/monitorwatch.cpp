// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/monitorwatch.h"

#include <chrono>

namespace tandem::agent {

std::vector<Finding> MonitorWatch::look(const std::vector<maxscale::Monitor> &monitors, Instant now)
{
    std::vector<Finding> findings;
    std::map<std::string, Seen> seen;
    m_stale.clear();
    for (const maxscale::Monitor &monitor : monitors) {
        if (monitor.state == "Stopped") {
            m_stale.insert(monitor.name);
            findings.push_back({"maxscale-monitor-stopped", model::AlarmSeverity::Warning,
                                "monitor \"" + monitor.name + "\" is stopped: server states are old"});
            continue;
        }
        const auto before = m_seen.find(monitor.name);
        const bool stands = before != m_seen.end() && monitor.ticks && before->second.ticks == monitor.ticks;
        const Seen current{monitor.ticks, stands ? before->second.since : now};
        if (now - current.since >= standstill) {
            m_stale.insert(monitor.name);
            findings.push_back(
                {"maxscale-monitor-stale", model::AlarmSeverity::Warning,
                 "monitor \"" + monitor.name + "\" has stood still for " +
                     std::to_string(std::chrono::duration_cast<std::chrono::seconds>(standstill).count()) +
                     " s or more: server states may be old"});
        }
        seen.emplace(monitor.name, current);
    }
    m_seen = std::move(seen);
    return findings;
}

} // namespace tandem::agent
