// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/engine/engineconfig.h"
#include "daemon/engine/options.h"

#include <vector>

namespace tandem::guard {

/// Reads the cluster file, once, and makes of it what this host runs; or every mistake of it.
tl::expected<engine::EngineConfig, std::vector<Error>> loadConfig(const engine::Options &options);

/// Gives the IPv6 instances that send from their interface's own address the one that it has now. True: one changed.
bool refreshSources(engine::EngineConfig &config, const engine::LinkLocalLookup &linkLocal);

} // namespace tandem::guard
