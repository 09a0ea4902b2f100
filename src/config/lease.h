// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"

namespace tandem::config {

/// The kernel lease in force for an instance on a node, in whole seconds; 0 = none. As written, or the largest whole
/// number with lease + 1.25 s < Master_Down_Interval of the best other node, at least 1.
int leaseSecondsOn(const Cluster &cluster, const Instance &instance, const Node &node);

/// The same while the kernel's fence silences a VIP whose adverts stop: as written, or long enough to outlast what
/// keeps everybody from renewing it (RTNL, which a thousand bridges that are deleted beside hold for many seconds).
int fencedLeaseSecondsOn(const Cluster &cluster, const Instance &instance, const Node &node);

} // namespace tandem::config
