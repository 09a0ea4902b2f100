// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/autofailoverwatch.h"

#include <algorithm>

namespace tandem::agent {

namespace {

struct Elsewhere
{
    std::string on;     ///< a peer whose monitor of that name has it on
    bool isOff = false; ///< at a peer
};

Elsewhere elsewhere(const std::string &monitor, const std::vector<model::NodeStatus> &peers)
{
    Elsewhere seen;
    for (const model::NodeStatus &peer : peers) {
        if (!peer.reachable || !peer.maxscale.reachable)
            continue;
        const auto found = std::ranges::find(peer.maxscale.monitors, monitor, &model::MonitorStatus::name);
        if (found == peer.maxscale.monitors.end() || !found->autoFailover)
            continue;
        if (*found->autoFailover)
            seen.on = peer.name;
        else
            seen.isOff = true;
    }
    return seen;
}

} // namespace

std::vector<Finding> AutoFailoverWatch::look(const model::MaxScaleStatus &own,
                                             const std::vector<model::NodeStatus> &peers)
{
    m_turnedOff.clear();
    if (!own.reachable)
        return {};
    if (own.startedAtNs && own.startedAtNs != m_startedAtNs) {
        m_startedAtNs = own.startedAtNs;
        m_seenOn.clear(); // what it starts with is what somebody configured
    }
    std::vector<Finding> findings;
    for (const model::MonitorStatus &monitor : own.monitors) {
        if (monitor.autoFailover == true)
            m_seenOn.insert(monitor.name);
        if (monitor.autoFailover != false)
            continue;
        const Elsewhere others = elsewhere(monitor.name, peers);
        // Off on all of them is what somebody wants.
        if (others.on.empty() && (others.isOff || !m_seenOn.contains(monitor.name)))
            continue;
        m_turnedOff.insert(monitor.name);
        findings.push_back({"auto-failover-off", model::AlarmSeverity::Critical,
                            "auto_failover of monitor \"" + monitor.name + "\" is off" +
                                (others.on.empty() ? ", and was on before" : ", and on at " + others.on) +
                                ": a failover that went wrong turns it off. Look at MaxScale's log, mend that, then: "
                                "maxctrl alter monitor " +
                                monitor.name + " auto_failover true"});
    }
    return findings;
}

} // namespace tandem::agent
