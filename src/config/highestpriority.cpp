// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/highestpriority.h"

#include <algorithm>

namespace tandem::config {

namespace {

constexpr int ownerPriority = 255;

} // namespace

int highestPriorityOn(const Cluster &cluster, const Instance &instance, const Node &node)
{
    int priority = instance.priorityOn(node);
    if (priority == ownerPriority)
        return ownerPriority;
    for (const auto &track : instance.tracks) {
        const auto *check = cluster.checkNamed(track);
        priority += check ? std::max(check->weight, 0) : 0;
    }
    return std::min(priority, ownerPriority - 1);
}

} // namespace tandem::config
