// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/nodestatus.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tandem::cli {

/// What somebody who asks for the status should know of a node, though it is no alarm: maintenance, a hold, clients
/// that come past the VIP, a VIP on which nobody greets, config_sync in trouble. One sentence each; none where all is
/// quiet, or the node is out of reach. Pure.
std::vector<std::string> notesOf(const model::NodeStatus &node, std::int64_t nowNs);

} // namespace tandem::cli
