// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"

#include <vector>

namespace tandem::config {

/// The priority that a node's weights can raise it to in an instance, at most 254; the owner of the addresses (255) is
/// not weighted. What it advertises above that can only be a planned switchover.
int highestPriorityOn(const Cluster &cluster, const Instance &instance, const Node &node);

/// The same of each node, in the cluster's order.
std::vector<int> highestPriorities(const Cluster &cluster, const Instance &instance);

} // namespace tandem::config
