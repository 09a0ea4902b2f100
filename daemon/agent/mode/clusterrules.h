// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "daemon/agent/mode/clusterfindings.h"
#include "model/alarm.h"

#include <string>
#include <vector>

namespace tandem::agent {

/// Something that must not last.
struct Wrong
{
    std::string code;
    model::AlarmSeverity severity = model::AlarmSeverity::Warning;
    std::string text;
    Duration grace{};
    bool ofThisNode = false; ///< else of the cluster
};

/// Pure. All that is wrong at this moment, each code once. A node whose agent or MaxScale is out of reach proves
/// nothing, but may be the one that is missing.
std::vector<Wrong> wrongsOf(const ClusterView &view);

} // namespace tandem::agent
