// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rules.h"

#include <algorithm>
#include <bitset>
#include <optional>
#include <utility>
#include <vector>

namespace tandem::lint::rules {

namespace {

constexpr std::size_t lowest = 1;
constexpr std::size_t highest = 254;
/// Sums before they are kept within 1 and 254; the ones that are further off than this are not looked at.
constexpr std::size_t zero = 1024;
using Sums = std::bitset<2 * zero>;
using Priorities = std::bitset<256>;

/// Priorities that the node can have, without a check that means FAULT.
Priorities reachable(const std::vector<int> &weights, int priority)
{
    Priorities all;
    if (priority == Priority::owner)
        return all.set(Priority::owner); // not weighted
    Sums sums;
    sums.set(zero + static_cast<std::size_t>(priority));
    for (const int weight : weights)
        sums |= weight > 0 ? sums << static_cast<std::size_t>(weight) : sums >> static_cast<std::size_t>(-weight);
    for (std::size_t sum = 0; sum < sums.size(); ++sum) {
        if (sums[sum])
            all.set(std::clamp(sum, zero + lowest, zero + highest) - zero);
    }
    return all;
}

using Pair = std::pair<std::size_t, std::size_t>;

std::optional<Pair> tieIn(const config::Cluster &cluster, const config::Instance &instance)
{
    std::vector<int> weights;
    for (const auto &name : instance.tracks) {
        if (const int weight = cluster.checkNamed(name)->weight; weight != 0)
            weights.push_back(weight);
    }
    if (weights.empty())
        return std::nullopt; // equal ones are a mistake of the file
    std::vector<Priorities> known;
    for (const auto &node : cluster.nodes) {
        const auto own = reachable(weights, instance.priorityOn(node));
        for (std::size_t other = 0; other < known.size(); ++other) {
            if ((known[other] & own).any())
                return Pair(other, known.size());
        }
        known.push_back(own);
    }
    return std::nullopt;
}

void check(const Subject &subject, Report &report)
{
    for (std::size_t index = 0; index < subject.cluster.instances.size(); ++index) {
        const auto &instance = subject.cluster.instances[index];
        const auto &nodes = subject.cluster.nodes;
        const auto tie = tieIn(subject.cluster, instance);
        if (tie)
            report.add(subject.sections.instances[index].at("track"),
                       "nodes " + config::inQuotes(nodes[tie->first].name) + " and " +
                           config::inQuotes(nodes[tie->second].name) + " of instance " +
                           config::inQuotes(instance.name) +
                           " have the same priority for some verdicts of their checks",
                       "take weights that no difference of priorities, and no sum of other weights, is equal to");
    }
}

} // namespace

const Rule weightTies{
    "TND004", Severity::Warning,
    "with equal priorities the address decides, and a MASTER and its successor may both think that they are better",
    check};

} // namespace tandem::lint::rules
