// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/engine/engineconfig.h"
#include "daemon/engine/options.h"
#include "daemon/guard/trialfiles.h"

#include <vector>

namespace tandem::guard {

/// Reads the cluster file, once, and makes of it what this host runs; or every mistake of it.
tl::expected<engine::EngineConfig, std::vector<Error>> loadConfig(const engine::Options &options);

/// What the agent offers, read as if it lay in the cluster file's place, for the node that this host is already;
/// Refused where root's limits are left, or a secret of another directory is asked for. With Take it is the trial's
/// file then.
tl::expected<engine::EngineConfig, std::vector<Error>> loadOffered(const engine::Options &options,
                                                                   const std::string &node, Offered what);

/// Gives the IPv6 instances that send from their interface's own address the one that it has now. True: one changed.
bool refreshSources(engine::EngineConfig &config, const engine::LinkLocalLookup &linkLocal);

} // namespace tandem::guard
