// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/engine/engineconfig.h"
#include "daemon/engine/options.h"
#include "daemon/guard/trialfiles.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tandem::guard {

using Loaded = tl::expected<engine::EngineConfig, std::vector<Error>>;

/// loadConfig() in a process of its own, which is gone when this returns: what the parser needs of memory is not kept
/// for ever, and a file that makes it fail ends neither guard nor engine. Waits at most ten seconds.
Loaded loadConfigApart(const engine::Options &options);

/// loadOffered() likewise.
Loaded loadOfferedApart(const engine::Options &options, const std::string &node, Offered what);

/// What that process says, as octets, and back.
std::vector<std::uint8_t> encodeLoaded(const Loaded &loaded);
Loaded decodeLoaded(std::span<const std::uint8_t> octets);

} // namespace tandem::guard
