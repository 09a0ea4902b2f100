// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/limits.h"
#include "daemon/engine/engineconfig.h"

#include <vector>

namespace tandem::guard {

/// Where a configuration asks for more than root allows a roll-out: each interface, VIP and router id once. Pure.
/// `limitsFile`: what errors call the limits.
std::vector<Error> trespassesOf(const engine::EngineConfig &config, const config::Limits &limits,
                                const std::string &limitsFile);

} // namespace tandem::guard
