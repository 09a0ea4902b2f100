// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/failovertimes.h"

#include "config/lease.h"

#include <algorithm>

namespace tandem::config {

namespace {

/// The check of MaxScale that finds a silent one first.
std::optional<Duration> frozenKnownAfter(const Cluster &cluster, const Instance &instance)
{
    std::optional<Duration> best;
    for (const auto &name : instance.tracks) {
        const Check *check = cluster.checkNamed(name);
        if (check == nullptr || check->kind != CheckKind::MaxScale)
            continue;
        const Duration after = check->interval * check->fall + check->timeout;
        best = best ? std::min(*best, after) : after;
    }
    return best;
}

} // namespace

std::optional<FailoverTimes> failoverTimesOf(const Cluster &cluster)
{
    if (cluster.nodes.size() < 2 || cluster.instances.empty())
        return std::nullopt;
    FailoverTimes times;
    for (const Instance &instance : cluster.instances) {
        const auto knownAfter = frozenKnownAfter(cluster, instance);
        for (const LeaseOnNode &on : leasesOf(cluster, instance)) {
            // RFC 9568 6.1: Master_Down_Interval = 3 * Master_Adver_Interval + Skew_Time.
            const Duration skew = on.successorAfter - 3 * instance.advertInt;
            times.leftInOrder = std::max(times.leftInOrder, skew);
            times.hostLost = std::max(times.hostLost, on.successorAfter);
            if (knownAfter)
                times.frozen = std::max(times.frozen.value_or(Duration{}), *knownAfter + skew);
            const Duration end = std::chrono::seconds(on.seconds) + kernelDelay;
            if (on.seconds > 0 && end > on.successorAfter) {
                times.overlap = std::max(times.overlap, end - on.successorAfter);
                times.fenced = times.fenced && instance.fence;
            }
        }
    }
    return times;
}

} // namespace tandem::config
