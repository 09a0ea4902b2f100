// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/lease.h"

#include "config/highestpriority.h"

#include <algorithm>

namespace tandem::config {

namespace {

constexpr int highestPriority = 254;

/// What the kernel may let an address outlive its lease by.
constexpr auto kernelDelay = Duration(std::chrono::milliseconds(1250));

/// Seconds. Renewed at a quarter of it, so that 22 s without a renewal are outlived.
constexpr int shortestFenced = 30;

/// RFC 5798 6.1, RFC 3768 6.1: Master_Down_Interval = 3 * interval + Skew_Time.
Duration masterDownInterval(const Instance &instance, int priority)
{
    const auto unit = instance.version == 2 ? Duration(std::chrono::seconds(1)) : instance.advertInt;
    return 3 * instance.advertInt + (256 - priority) * unit / 256;
}

} // namespace

int leaseSecondsOn(const Cluster &cluster, const Instance &instance, const Node &node)
{
    if (instance.priorityOn(node) == 255)
        return 0; // the host's own address is not leased
    if (instance.leaseSeconds)
        return *instance.leaseSeconds;
    // The best other node claims first. Where there is none, the shortest Master_Down_Interval is safe for one added
    // later.
    int best = cluster.nodes.size() > 1 ? 1 : highestPriority;
    for (const auto &other : cluster.nodes) {
        if (other.name != node.name)
            best = std::max<int>(best, std::min(highestPriorityOn(cluster, instance, other), highestPriority));
    }
    const auto room = masterDownInterval(instance, best) - kernelDelay;
    const auto one = Duration(std::chrono::seconds(1));
    return static_cast<int>(std::max<Duration::rep>(1, (room - Duration(1)) / one));
}

int fencedLeaseSecondsOn(const Cluster &cluster, const Instance &instance, const Node &node)
{
    const int strict = leaseSecondsOn(cluster, instance, node);
    const bool derived = strict > 0 && !instance.leaseSeconds;
    return derived && instance.fence ? std::max(strict, shortestFenced) : strict;
}

} // namespace tandem::config
