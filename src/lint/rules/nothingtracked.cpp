// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rules.h"

#include <algorithm>

namespace tandem::lint::rules {

namespace {

/// Itself, or through another member of its sync group. What a script looks at is its author's affair.
bool watchesMaxScale(const config::Cluster &cluster, const config::Instance &instance)
{
    const auto watches = [&](const config::Instance &one) {
        return std::ranges::any_of(one.tracks, [&](const std::string &name) {
            using config::CheckKind;
            const auto kind = cluster.checkNamed(name)->kind;
            return kind != CheckKind::Gateway && kind != CheckKind::File;
        });
    };
    if (watches(instance))
        return true;
    for (const auto &group : cluster.syncGroups) {
        if (std::ranges::find(group.members, instance.name) == group.members.end())
            continue;
        return std::ranges::any_of(group.members,
                                   [&](const std::string &name) { return watches(*cluster.instanceNamed(name)); });
    }
    return false;
}

void check(const Subject &subject, Report &report)
{
    if (!subject.cluster.maxscale || subject.cluster.nodes.size() < 2)
        return;
    for (std::size_t index = 0; index < subject.cluster.instances.size(); ++index) {
        const auto &instance = subject.cluster.instances[index];
        const auto &entry = subject.sections.instances[index];
        if (!watchesMaxScale(subject.cluster, instance))
            report.add(entry.at("track"),
                       "instance " + config::inQuotes(instance.name) + " tracks no check that watches MaxScale",
                       "add a [[check]] of kind = \"maxscale\" and name it in track");
    }
}

} // namespace

const Rule nothingTracked{"TND013", Severity::Warning,
                          "a VIP then stays with a node whose MaxScale is dead: every client sees an outage that lasts",
                          check};

} // namespace tandem::lint::rules
