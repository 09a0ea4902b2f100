// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rules.h"

#include <algorithm>
#include <cstdlib>
#include <functional>

namespace tandem::lint::rules {

namespace {

std::vector<int> byPriority(const config::Cluster &cluster, const config::Instance &instance)
{
    std::vector<int> all;
    for (const auto &node : cluster.nodes)
        all.push_back(instance.priorityOn(node));
    std::ranges::sort(all, std::greater());
    return all;
}

void check(const Subject &subject, Report &report)
{
    for (std::size_t index = 0; index < subject.cluster.instances.size(); ++index) {
        const auto &instance = subject.cluster.instances[index];
        const auto order = byPriority(subject.cluster, instance);
        if (order.size() < 2 || order.front() == Priority::owner)
            continue;
        const int distance = order[0] - order[1];
        int together = 0;
        for (const auto &name : instance.tracks)
            together += std::abs(subject.cluster.checkNamed(name)->weight);
        for (const auto &name : instance.tracks) {
            const int weight = subject.cluster.checkNamed(name)->weight;
            if (weight == 0 || std::abs(weight) > distance)
                continue;
            report.add(subject.trackAt(index, name),
                       "the weight " + std::to_string(weight) + " of check " + config::inQuotes(name) +
                           (together > distance ? " alone" : "") +
                           " cannot change the order: the best two nodes of instance " +
                           config::inQuotes(instance.name) + " are " + std::to_string(distance) + " apart",
                       "take a weight beyond " + std::to_string(distance) +
                           ", priorities that are closer, or weight = 0: FAULT");
        }
    }
}

} // namespace

const Rule weightTooSmall{
    "TND003", Severity::Warning,
    "a weight that does not outweigh the distance between two priorities moves no VIP when its check fails", check};

} // namespace tandem::lint::rules
