// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/routerplan.h"

#include "config/highestpriority.h"

#include <algorithm>

namespace tandem::config {

std::optional<IpAddress> advertSource(const Instance &instance, const Node &node)
{
    if (instance.family() == Family::V4)
        return node.address.family() == Family::V4 ? std::optional(node.address) : std::nullopt;
    // RFC 5798 5.1.2.1: a multicast advert comes from a link-local address. Unicast may be routed.
    if (node.address6 && (instance.unicast || node.address6->isLinkLocal()))
        return node.address6;
    if (node.address.family() == Family::V6 && (instance.unicast || node.address.isLinkLocal()))
        return node.address;
    return std::nullopt;
}

vrrp::RouterConfig routerConfigOn(const Cluster &cluster, const Instance &instance, const Node &node)
{
    vrrp::RouterConfig router;
    router.name = instance.name;
    router.version = instance.version;
    router.virtualRouterId = instance.virtualRouterId;
    router.priority = Priority(instance.priorityOn(node));
    router.interval = instance.advertInt;
    for (const auto &vip : instance.virtualAddresses)
        router.addresses.push_back(vip.network.address);
    router.preempt = !instance.nopreemptOn(node);
    router.preemptDelay = instance.preemptDelay;
    router.startDelay = instance.startDelay;
    for (const auto &name : instance.tracks) {
        if (const auto *check = cluster.checkNamed(name))
            router.tracks.push_back({name, check->weight});
    }
    router.interfaces = {instance.interfaceOn(node)};
    for (const auto &name : instance.trackInterfaces) {
        if (std::find(router.interfaces.begin(), router.interfaces.end(), name) == router.interfaces.end())
            router.interfaces.push_back(name);
    }
    for (const auto &other : cluster.nodes) {
        const auto source = other.name == node.name ? std::nullopt : advertSource(instance, other);
        if (source)
            router.peers.push_back(
                {*source, Priority(static_cast<std::uint8_t>(highestPriorityOn(cluster, instance, other)))});
    }
    return router;
}

} // namespace tandem::config
