// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "config/cluster.h"
#include "daemon/channel/message.h"
#include "model/nodestatus.h"

#include <string>

namespace tandem::agent {

/// Why the engine refused an order, in words for the person who asked, with what helps. Pure. `node`: this node's
/// status. Refused, with a text and a fix.
Error refusalError(const channel::OrderAnswer &answer, const config::Cluster &cluster, const model::NodeStatus &node);

/// "VI_1, VI_2, VI_3 and 497 others"
std::string namesInShort(const std::vector<std::string> &names);

} // namespace tandem::agent
