// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "config/cluster.h"
#include "daemon/agent/health/finding.h"
#include "model/nodestatus.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tandem::agent {

/// All that the findings about a cluster depend on.
struct ClusterView
{
    config::Mode mode = config::Mode::None;
    std::string self;                     ///< the node that looks
    std::string leadingInstance;          ///< whose owner should be active (see leadingInstance)
    std::vector<model::NodeStatus> nodes; ///< in the file's order, the own one included
};

/// What is wrong between the nodes' MaxScales, as one node sees it. Each wrong has a grace, so that an ordinary change
/// of roles, a restart or a rollout raises none. What concerns the cluster is told by the first node of the file whose
/// agent is in reach, so that it is one alarm and not one a node; what concerns a node by that node. Pure: time is
/// handed in.
class ClusterFindings
{
public:
    std::vector<Finding> look(const ClusterView &view, Instant now, std::int64_t wallNs);

    // How long a wrong must last. A database failover takes failcount rounds of the monitor; a synchronous switchover
    // keeps REST silent for up to 8 s; a frozen lock holder loses its locks after 7 s.
    static constexpr std::chrono::seconds mastersGrace{10};
    static constexpr std::chrono::seconds bothActiveGrace{3};
    static constexpr std::chrono::seconds passiveGrace{12}; ///< a new MASTER may wait for peers and its monitor
    static constexpr std::chrono::seconds noLocksGrace{15};
    static constexpr std::chrono::seconds unknownLocksGrace{40}; ///< while a node that may hold them is out of reach
    static constexpr std::chrono::seconds twoLocksGrace{10};
    static constexpr std::chrono::seconds configGrace{150}; ///< each node's is read once a minute
    static constexpr std::chrono::seconds syncGrace{60};    ///< config_sync_interval is 5 s by default
    static constexpr std::chrono::seconds tellerGrace{10};  ///< before the next node tells instead of a silent one

private:
    struct Begun
    {
        Instant at{};
        std::int64_t wallNs = 0;
    };
    bool tells(const ClusterView &view, Instant now);

    std::map<std::string, Begun> m_begun;        ///< by code
    std::map<std::string, Instant> m_silentFrom; ///< nodes of the file before this one, whose agents are out of reach
};

} // namespace tandem::agent
