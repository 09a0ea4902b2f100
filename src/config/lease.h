// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "config/cluster.h"

#include <vector>

namespace tandem::config {

/// What the kernel may let an address outlive its lease by.
inline constexpr Duration kernelDelay = std::chrono::milliseconds(1250);

struct LeaseOnNode
{
    int seconds = 0;           ///< as leaseSecondsOn()
    Duration successorAfter{}; ///< Master_Down_Interval of the best other node (RFC 5798 6.1, RFC 3768 6.1)
};

/// On each node, in the cluster's order.
std::vector<LeaseOnNode> leasesOf(const Cluster &cluster, const Instance &instance);

/// The kernel lease in force for an instance on a node, in whole seconds; 0 = none. As written, or the largest whole
/// number with lease + 1.25 s < Master_Down_Interval of the best other node, at least 1.
int leaseSecondsOn(const Cluster &cluster, const Instance &instance, const Node &node);

/// The same while the kernel's fence silences a VIP whose adverts stop: as written, or long enough to outlast what
/// keeps everybody from renewing it (RTNL, which a thousand bridges that are deleted beside hold for many seconds).
int fencedLeaseSecondsOn(const Cluster &cluster, const Instance &instance, const Node &node);

} // namespace tandem::config
