// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/engine/engineconfig.h"
#include "daemon/engine/options.h"

#include <vector>

namespace tandem::engine {

/// Reads the cluster file and makes of it what this host runs; or every mistake of it.
tl::expected<EngineConfig, std::vector<Error>> loadConfig(const Options &options);

/// Where the VIPs of a configuration stand, for the record.
std::vector<VipPlace> vipPlaces(const EngineConfig &config);

} // namespace tandem::engine
