// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/engine/engineconfig.h"

#include <string>
#include <vector>

namespace tandem::guard {

/// What of another configuration makes a host that has it and one that has not deaf to each other, so that they can
/// only change together: "VI_1: virtual_router_id". By the names of the instances; those that come or go break nothing.
/// Pure.
std::vector<std::string> breaksOf(const engine::EngineConfig &before, const engine::EngineConfig &after);

} // namespace tandem::guard
