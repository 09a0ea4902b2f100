// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"

#include <string>

namespace tandem::config {

/// The cluster as the text of a cluster file: what differs from the defaults, in the order of the contract, secrets as
/// they are in the cluster. parseCluster() reads it back as the same values. A node whose address is unspecified gets a
/// comment in its place, and the file is refused until somebody writes it.
std::string clusterText(const Cluster &cluster);

} // namespace tandem::config
