// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/agent/health/finding.h"
#include "model/nodestatus.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tandem::agent {

/// After a failover that went wrong, MaxScale's monitor turns its auto_failover off by itself, and says so in its log
/// alone. Seen by comparing: it was on before in the same process, or is on at a peer's monitor of that name. Off on
/// all nodes is somebody's wish. Pure.
class AutoFailoverWatch
{
public:
    std::vector<Finding> look(const model::MaxScaleStatus &own, const std::vector<model::NodeStatus> &peers);
    /// Monitors of which the last look found that.
    const std::set<std::string> &turnedOff() const { return m_turnedOff; }

private:
    std::set<std::string> m_turnedOff;
    std::set<std::string> m_seenOn; ///< monitors that had it on, in the process that began at m_startedAtNs
    std::optional<std::int64_t> m_startedAtNs;
};

} // namespace tandem::agent
