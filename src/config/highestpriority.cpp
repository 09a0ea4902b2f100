// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/highestpriority.h"

#include <algorithm>

namespace tandem::config {

namespace {

constexpr int ownerPriority = 255;

/// What the weights of its checks can add, on whichever node.
int mostAdded(const Cluster &cluster, const Instance &instance)
{
    int added = 0;
    for (const auto &track : instance.tracks) {
        const auto *check = cluster.checkNamed(track);
        added += check ? std::max(check->weight, 0) : 0;
    }
    return added;
}

int raised(int priority, int added)
{
    return priority == ownerPriority ? ownerPriority : std::min(priority + added, ownerPriority - 1);
}

} // namespace

int highestPriorityOn(const Cluster &cluster, const Instance &instance, const Node &node)
{
    return raised(instance.priorityOn(node), mostAdded(cluster, instance));
}

std::vector<int> highestPriorities(const Cluster &cluster, const Instance &instance)
{
    const int added = mostAdded(cluster, instance);
    std::vector<int> priorities;
    for (const auto &node : cluster.nodes)
        priorities.push_back(raised(instance.priorityOn(node), added));
    return priorities;
}

} // namespace tandem::config
