// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rules.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace tandem::lint::rules {

namespace {

/// Priorities that the node can have, without a check that means FAULT.
std::set<int> reachable(const config::Cluster &cluster, const config::Instance &instance, const config::Node &node)
{
    std::set<int> sums{instance.priorityOn(node)};
    if (*sums.begin() == Priority::owner)
        return sums; // not weighted
    for (const auto &name : instance.tracks) {
        const int weight = cluster.checkNamed(name)->weight;
        std::set<int> more = sums;
        for (const int sum : sums)
            more.insert(sum + weight);
        sums = std::move(more);
    }
    std::set<int> clamped;
    for (const int sum : sums)
        clamped.insert(std::clamp(sum, 1, 254));
    return clamped;
}

bool canTie(const config::Cluster &cluster, const config::Instance &instance, const config::Node &one,
            const config::Node &other)
{
    const auto others = reachable(cluster, instance, other);
    return std::ranges::any_of(reachable(cluster, instance, one), [&](int sum) { return others.contains(sum); });
}

void check(const Subject &subject, Report &report)
{
    for (std::size_t index = 0; index < subject.cluster.instances.size(); ++index) {
        const auto &instance = subject.cluster.instances[index];
        const auto &nodes = subject.cluster.nodes;
        std::optional<std::pair<const config::Node *, const config::Node *>> tie;
        for (std::size_t one = 0; one < nodes.size() && !tie; ++one) {
            for (std::size_t two = one + 1; two < nodes.size() && !tie; ++two) {
                if (canTie(subject.cluster, instance, nodes[one], nodes[two]))
                    tie = {&nodes[one], &nodes[two]};
            }
        }
        if (tie)
            report.add(subject.sections.instances[index].at("track"),
                       "nodes " + config::inQuotes(tie->first->name) + " and " + config::inQuotes(tie->second->name) +
                           " of instance " + config::inQuotes(instance.name) +
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
