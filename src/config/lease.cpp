// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/lease.h"

#include "config/highestpriority.h"

#include <algorithm>

namespace tandem::config {

namespace {

constexpr int highestPriority = 254;

/// Seconds. Renewed at a quarter of it, so that 22 s without a renewal are outlived.
constexpr int shortestFenced = 30;

/// RFC 5798 6.1, RFC 3768 6.1: Master_Down_Interval = 3 * interval + Skew_Time.
Duration masterDownInterval(const Instance &instance, int priority)
{
    const auto unit = instance.version == 2 ? Duration(std::chrono::seconds(1)) : instance.advertInt;
    return 3 * instance.advertInt + (256 - priority) * unit / 256;
}

/// `priorities` are of all nodes. Where there is no other node, the shortest Master_Down_Interval is safe for one added
/// later.
LeaseOnNode leaseOn(const Cluster &cluster, const Instance &instance, const Node &node,
                    const std::vector<int> &priorities)
{
    int best = cluster.nodes.size() > 1 ? 1 : highestPriority; // the best other node claims first
    for (std::size_t other = 0; other < cluster.nodes.size(); ++other) {
        if (cluster.nodes[other].name != node.name)
            best = std::max(best, std::min(priorities[other], highestPriority));
    }
    LeaseOnNode lease{0, masterDownInterval(instance, best)};
    if (instance.priorityOn(node) == 255)
        return lease; // the host's own address is not leased
    const auto one = Duration(std::chrono::seconds(1));
    const auto room = lease.successorAfter - kernelDelay - Duration(1);
    lease.seconds = instance.leaseSeconds.value_or(static_cast<int>(std::max<Duration::rep>(1, room / one)));
    return lease;
}

} // namespace

std::vector<LeaseOnNode> leasesOf(const Cluster &cluster, const Instance &instance)
{
    const auto priorities = highestPriorities(cluster, instance);
    std::vector<LeaseOnNode> leases;
    for (const auto &node : cluster.nodes)
        leases.push_back(leaseOn(cluster, instance, node, priorities));
    return leases;
}

int leaseSecondsOn(const Cluster &cluster, const Instance &instance, const Node &node)
{
    return leaseOn(cluster, instance, node, highestPriorities(cluster, instance)).seconds;
}

int fencedLeaseSecondsOn(const Cluster &cluster, const Instance &instance, const Node &node)
{
    const int strict = leaseSecondsOn(cluster, instance, node);
    const bool derived = strict > 0 && !instance.leaseSeconds;
    return derived && instance.fence ? std::max(strict, shortestFenced) : strict;
}

} // namespace tandem::config
