// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"
#include "daemon/agent/mode/reconcile.h"
#include "maxscale/monitorlist.h"
#include "model/nodestatus.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tandem::agent {

/// Something that must hold before a MaxScale fails over its database.
struct Precondition
{
    std::string code;       ///< "active", "monitor-running", "locks", …
    std::optional<bool> ok; ///< nothing: not known
    std::string text;       ///< one sentence: what is, and where it is not as it must be, what helps

    bool operator==(const Precondition &) const = default;
};

struct ReadinessView
{
    config::Mode mode = config::Mode::None;
    model::MaxScaleStatus maxscale;
    std::vector<maxscale::Monitor> monitors; ///< as they were read with that status
    Decision decision{};                     ///< what Tandem makes of MaxScale's `passive`
    std::optional<model::Hold> hold{};
    std::vector<model::NodeStatus> others{}; ///< the other nodes' newest word
    std::set<std::string> turnedOff{};       ///< monitors whose auto_failover turned itself off
};

/// "Why would no failover happen now": the preconditions of MaxScale's monitor of module mariadbmon (of each, where
/// there are several), in the order in which a person would look. Pure.
std::vector<Precondition> failoverPreconditions(const ReadinessView &view);

/// All of them hold, as far as is known.
bool wouldFailOver(const std::vector<Precondition> &preconditions);

} // namespace tandem::agent
