// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/engineconfig.h"

#include "config/clusterfile.h"
#include "config/lease.h"

#include <algorithm>

namespace tandem::engine {

namespace {

constexpr std::size_t longestInterfaceName = 15; // IFNAMSIZ without its NUL

Failure refuse(const config::Instance &instance, std::string text, std::string fix = {})
{
    return fail(ErrorCode::BadFile, "vrrp_instance \"" + instance.name + "\"", std::move(text), std::move(fix));
}

Result<void> checkServed(const config::Instance &instance, const std::string &interface)
{
    if (instance.family() == Family::V6)
        return refuse(instance, "IPv6 instances are not served by this version", "give it IPv4 addresses");
    if (interface.empty() || interface.size() > longestInterfaceName)
        return refuse(instance, "\"" + interface + "\" is no name of an interface", "a name has 1 to 15 characters");
    for (const auto &vip : instance.virtualAddresses) {
        if (vip.label.size() > longestInterfaceName || vip.dev.size() > longestInterfaceName)
            return refuse(instance, "dev and label of " + vip.network.address.toString() + " may have 15 characters");
    }
    return {};
}

Result<std::optional<vrrp::AuthData>> passOf(const config::Instance &instance)
{
    if (!instance.authPass)
        return std::nullopt;
    if (instance.passwordFile.empty())
        return vrrp::authDataOf(instance.password);
    const auto secret = config::readSecret(instance.passwordFile);
    if (!secret)
        return Failure(secret.error());
    return vrrp::authDataOf(*secret);
}

vrrp::RouterConfig routerOf(const config::Cluster &cluster, const config::Instance &instance, const config::Node &node)
{
    vrrp::RouterConfig router;
    router.name = instance.name;
    router.version = instance.version;
    router.virtualRouterId = instance.virtualRouterId;
    router.priority = Priority(instance.priorityOn(node));
    router.interval = instance.advertInt;
    router.primaryAddress = node.address;
    for (const auto &vip : instance.virtualAddresses)
        router.addresses.push_back(vip.network.address);
    router.preempt = !instance.nopreemptOn(node);
    router.preemptDelay = instance.preemptDelay;
    for (const auto &name : instance.tracks) {
        if (const auto *check = cluster.checkNamed(name))
            router.tracks.push_back({name, check->weight});
    }
    router.interfaces = {instance.interfaceOn(node)};
    for (const auto &name : instance.trackInterfaces) {
        if (std::find(router.interfaces.begin(), router.interfaces.end(), name) == router.interfaces.end())
            router.interfaces.push_back(name);
    }
    return router;
}

Result<InstanceConfig> makeInstance(const config::Cluster &cluster, const config::Instance &instance,
                                    const config::Node &node)
{
    const std::string interface = instance.interfaceOn(node);
    if (const auto served = checkServed(instance, interface); !served)
        return Failure(served.error());
    InstanceConfig made;
    made.router = routerOf(cluster, instance, node);
    const auto pass = passOf(instance);
    if (!pass)
        return Failure(pass.error());
    made.router.pass = *pass;
    made.plan.interface = interface;
    made.plan.source = node.address;
    for (const auto &vip : instance.virtualAddresses)
        made.plan.vips.push_back({vip.network.address, vip.dev.empty() ? interface : vip.dev, vip.label});
    made.plan.ownsAddresses = made.router.priority.value() == Priority::owner;
    made.plan.leaseSeconds = made.plan.ownsAddresses ? 0 : config::leaseSecondsOn(cluster, instance, node);
    made.unicast = instance.unicast;
    if (!instance.unicast)
        made.destinations.push_back(vrrp::multicastGroup(instance.family()));
    for (const auto &other : cluster.nodes) {
        if (instance.unicast && other.name != node.name)
            made.destinations.push_back(other.address);
    }
    return made;
}

} // namespace

bool sameRouter(const InstanceConfig &one, const InstanceConfig &other)
{
    const auto plain = [](const InstanceConfig &config) {
        const auto &r = config.router;
        return std::tie(r.name, r.version, r.virtualRouterId, r.priority, r.interval, r.primaryAddress, r.addresses,
                        r.pass, r.preempt, r.preemptDelay, r.startDelay, r.interfaces, config.plan.interface,
                        config.plan.vips, config.unicast, config.destinations);
    };
    const auto sameTrack = [](const vrrp::Track &a, const vrrp::Track &b) {
        return a.name == b.name && a.weight == b.weight;
    };
    return plain(one) == plain(other) && std::equal(one.router.tracks.begin(), one.router.tracks.end(),
                                                    other.router.tracks.begin(), other.router.tracks.end(), sameTrack);
}

std::vector<std::string> EngineConfig::interfaces() const
{
    std::vector<std::string> names;
    for (const auto &instance : instances) {
        names.insert(names.end(), instance.router.interfaces.begin(), instance.router.interfaces.end());
        for (const auto &vip : instance.plan.vips)
            names.push_back(vip.dev);
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

int EngineConfig::longestLease() const
{
    int longest = 0;
    for (const auto &instance : instances)
        longest = std::max(longest, instance.plan.leaseSeconds);
    return longest;
}

Result<EngineConfig> makeEngineConfig(const config::Cluster &cluster, const std::string &nodeName)
{
    if (cluster.engine != config::EngineKind::Tandemd)
        return fail(ErrorCode::BadFile, "cluster", "engine = \"keepalived\": there is nothing for tandemd to do",
                    "stop tandemd, or set engine = \"tandemd\"");
    const auto *node = cluster.nodeNamed(nodeName);
    if (node == nullptr)
        return fail(ErrorCode::BadFile, "node", "the file has no node named \"" + nodeName + "\"",
                    "give --node one of its names");
    if (node->address.family() != Family::V4)
        return fail(ErrorCode::BadFile, "node \"" + nodeName + "\"", "IPv6 instances are not served by this version",
                    "give the node an IPv4 address");
    if (!cluster.syncGroups.empty())
        return fail(ErrorCode::BadFile, "sync_group \"" + cluster.syncGroups.front().name + "\"",
                    "sync groups are not served by this version", "remove it");
    if (cluster.instances.size() > mostInstances)
        return fail(ErrorCode::BadFile, "vrrp_instance",
                    "more than " + std::to_string(mostInstances) + " instances are not served");
    EngineConfig made{cluster.name, nodeName, {}};
    for (const auto &instance : cluster.instances) {
        auto one = makeInstance(cluster, instance, *node);
        if (!one)
            return Failure(one.error());
        made.instances.push_back(std::move(*one));
    }
    return made;
}

} // namespace tandem::engine
