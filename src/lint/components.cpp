// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/components.h"

#include <algorithm>
#include <map>
#include <sstream>

namespace tandem::lint {

namespace {

/// Everything of an instance that its state machines see, but for names, router id and addresses.
void writeShape(const config::Cluster &cluster, const config::Instance &instance, std::ostream &out)
{
    out << int(instance.version) << ' ' << instance.advertInt.count() << ' ' << instance.preemptDelay.count() << ' '
        << instance.startDelay.count() << ' ' << instance.leaseSeconds.value_or(-1) << ' ' << instance.fence << ' '
        << instance.unicast << ' ' << int(instance.family());
    for (const auto &node : cluster.nodes)
        out << ' ' << int(instance.priorityOn(node)) << ' ' << instance.nopreemptOn(node);
    for (const auto &track : instance.tracks)
        out << ' ' << track;
    out << '\n';
}

} // namespace

std::vector<Component> componentsOf(const config::Cluster &cluster)
{
    std::vector<Component> all;
    std::map<std::string, std::size_t> byShape;
    const auto add = [&](const std::vector<std::size_t> &members, const config::SyncGroup *group) {
        std::ostringstream shape;
        shape << (group != nullptr) << '\n';
        for (const auto member : members)
            writeShape(cluster, cluster.instances[member], shape);
        const auto [known, fresh] = byShape.emplace(shape.str(), all.size());
        if (!fresh) {
            for (std::size_t index = 0; index < members.size(); ++index)
                all[known->second].members[index].push_back(members[index]);
            return;
        }
        Component made;
        made.cluster.name = cluster.name;
        made.cluster.engine = cluster.engine;
        made.cluster.nodes = cluster.nodes;
        for (const auto member : members) {
            made.cluster.instances.push_back(cluster.instances[member]);
            made.members.push_back({member});
        }
        if (group != nullptr)
            made.cluster.syncGroups.push_back(*group);
        for (std::size_t check = 0; check < cluster.checks.size(); ++check) {
            const bool tracked = std::ranges::any_of(made.cluster.instances, [&](const config::Instance &instance) {
                return std::ranges::find(instance.tracks, cluster.checks[check].name) != instance.tracks.end();
            });
            if (!tracked)
                continue;
            made.cluster.checks.push_back(cluster.checks[check]);
            made.checks.push_back(check);
        }
        all.push_back(std::move(made));
    };
    std::vector<bool> grouped(cluster.instances.size(), false);
    for (const auto &group : cluster.syncGroups) {
        std::vector<std::size_t> members;
        for (std::size_t index = 0; index < cluster.instances.size(); ++index) {
            if (std::ranges::find(group.members, cluster.instances[index].name) == group.members.end())
                continue;
            grouped[index] = true;
            members.push_back(index);
        }
        add(members, &group);
    }
    for (std::size_t index = 0; index < cluster.instances.size(); ++index) {
        if (!grouped[index])
            add({index}, nullptr);
    }
    return all;
}

} // namespace tandem::lint
