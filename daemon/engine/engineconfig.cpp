// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/engineconfig.h"

#include "config/clusterfile.h"
#include "config/lease.h"
#include "config/routerplan.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace tandem::engine {

namespace {

constexpr std::size_t longestInterfaceName = 15; // IFNAMSIZ without its NUL

Failure refuse(const config::Instance &instance, std::string text, std::string fix = {})
{
    return fail(ErrorCode::BadFile, "vrrp_instance \"" + instance.name + "\"", std::move(text), std::move(fix));
}

IpAddress unspecified6()
{
    return IpAddress::fromOctets(std::array<std::uint8_t, 16>{});
}

bool isName(const std::string &interface)
{
    return !interface.empty() && interface.size() <= longestInterfaceName;
}

Result<void> checkNames(const config::Instance &instance, const std::string &interface)
{
    if (!isName(interface))
        return refuse(instance, "\"" + interface + "\" is no name of an interface", "a name has 1 to 15 characters");
    for (const auto *list : {&instance.virtualAddresses, &instance.excludedAddresses}) {
        for (const auto &vip : *list) {
            if (vip.label.size() > longestInterfaceName || vip.dev.size() > longestInterfaceName)
                return refuse(instance,
                              "dev and label of " + vip.network.address.toString() + " may have 15 characters");
        }
    }
    for (const auto &name : instance.trackInterfaces) {
        if (!isName(name))
            return refuse(instance, "\"" + name + "\" is no name of an interface", "a name has 1 to 15 characters");
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

void takeVips(const std::vector<config::VirtualAddress> &from, InstancePlan &plan)
{
    for (const auto &vip : from)
        plan.vips.push_back({vip.network.address, vip.dev.empty() ? plan.interface : vip.dev, vip.label});
}

InstancePlan planOf(const config::Cluster &cluster, const config::Instance &instance, const config::Node &node)
{
    InstancePlan plan;
    plan.interface = instance.interfaceOn(node);
    takeVips(instance.virtualAddresses, plan);
    takeVips(instance.excludedAddresses, plan);
    plan.ownsAddresses = instance.priorityOn(node) == Priority::owner;
    plan.leaseSeconds = plan.ownsAddresses ? 0 : config::leaseSecondsOn(cluster, instance, node);
    return plan;
}

Result<InstanceConfig> makeInstance(const config::Cluster &cluster, const config::Instance &instance,
                                    const config::Node &node, const LinkLocalLookup &linkLocal)
{
    const std::string interface = instance.interfaceOn(node);
    if (const auto names = checkNames(instance, interface); !names)
        return Failure(names.error());
    if (instance.version == 2 && instance.family() == Family::V6)
        return refuse(instance, "IPv6 needs version 3", "set version = 3 and remove auth_type");
    const auto written = config::advertSource(instance, node);
    if (!written && (instance.family() == Family::V4 || instance.unicast))
        return refuse(instance, "node \"" + node.name + "\" has no address that its adverts could come from",
                      "give the node an address of the instance's family");
    InstanceConfig made;
    made.router = config::routerConfigOn(cluster, instance, node);
    const auto pass = passOf(instance);
    if (!pass)
        return Failure(pass.error());
    made.router.pass = *pass;
    made.plan = planOf(cluster, instance, node);
    made.linkLocalSource = !written;
    made.plan.source = written ? *written : linkLocal(interface).value_or(unspecified6());
    made.router.primaryAddress = made.plan.source;
    made.unicast = instance.unicast;
    made.fencedLeaseSeconds = config::fencedLeaseSecondsOn(cluster, instance, node);
    made.fence = instance.fence && !made.plan.ownsAddresses;
    if (!instance.unicast)
        made.destinations.push_back(vrrp::multicastGroup(instance.family()));
    for (const auto &other : cluster.nodes) {
        const auto source =
            instance.unicast && other.name != node.name ? config::advertSource(instance, other) : std::nullopt;
        if (source)
            made.destinations.push_back(*source);
    }
    return made;
}

std::vector<IpAddress> addressesOf(const config::Node &node)
{
    std::vector<IpAddress> addresses{node.address};
    if (node.address6)
        addresses.push_back(*node.address6);
    return addresses;
}

bool hasFamily(const std::vector<IpAddress> &addresses, Family family)
{
    return std::ranges::any_of(addresses, [family](const IpAddress &one) { return one.family() == family; });
}

NeighbourPlan makeNeighbourPlan(const config::Cluster &cluster, const config::Node &node, const std::string &check,
                                const std::string &interface, const LinkLocalLookup &linkLocal)
{
    NeighbourPlan plan{check, interface, {}, {}};
    for (const auto &own : addressesOf(node)) {
        if (!hasFamily(plan.sources, own.family()))
            plan.sources.push_back(own);
    }
    const auto own6 = hasFamily(plan.sources, Family::V6) ? std::nullopt : linkLocal(interface);
    if (own6)
        plan.sources.push_back(*own6);
    for (const auto &other : cluster.nodes) {
        for (const auto &address : addressesOf(other)) {
            if (other.name != node.name && hasFamily(plan.sources, address.family()))
                plan.peers.push_back(address);
        }
    }
    return plan;
}

/// One for each interface on which an instance tracks the check.
std::vector<NeighbourPlan> makeNeighbourPlans(const config::Cluster &cluster, const config::Node &node,
                                              const LinkLocalLookup &linkLocal)
{
    std::vector<NeighbourPlan> plans;
    for (const auto &check : cluster.checks) {
        for (const auto &instance : cluster.instances) {
            const std::string interface = instance.interfaceOn(node);
            const bool known = std::ranges::any_of(plans, [&](const NeighbourPlan &plan) {
                return plan.check == check.name && plan.interface == interface;
            });
            if (check.kind == config::CheckKind::Gateway && !known &&
                std::ranges::find(instance.tracks, check.name) != instance.tracks.end())
                plans.push_back(makeNeighbourPlan(cluster, node, check.name, interface, linkLocal));
        }
    }
    return plans;
}

/// Their members are told that they move together.
std::vector<GroupConfig> makeGroups(const config::Cluster &cluster, std::vector<InstanceConfig> &instances)
{
    std::vector<GroupConfig> groups;
    for (const auto &written : cluster.syncGroups) {
        GroupConfig group{written.name, {}};
        for (std::size_t index = 0; index < instances.size(); ++index) {
            auto &router = instances[index].router;
            if (std::find(written.members.begin(), written.members.end(), router.name) == written.members.end())
                continue;
            router.synced = true;
            group.members.push_back(index);
        }
        groups.push_back(std::move(group));
    }
    return groups;
}

enum class Use : std::uint8_t { Free, Before, Taken };

/// What makes an instance the same virtual router on the wire, whatever its name.
auto wireIdentity(const InstanceConfig &instance)
{
    return std::tuple(instance.plan.interface, instance.plan.source.family(), instance.router.virtualRouterId);
}

/// Those of `fresh` that have the key of a known one take its slot, and are fresh no more.
template <class KeyOf>
void keepSlots(std::vector<InstanceConfig *> &fresh, const std::vector<InstanceConfig> &known, std::vector<Use> &uses,
               KeyOf &&keyOf)
{
    std::map<decltype(keyOf(known.front())), Slot> slots;
    for (const auto &instance : known)
        slots.emplace(keyOf(instance), instance.slot);
    std::erase_if(fresh, [&](InstanceConfig *instance) {
        const auto kept = slots.find(keyOf(*instance));
        if (kept == slots.end() || uses[kept->second] == Use::Taken)
            return false;
        instance->slot = kept->second;
        uses[kept->second] = Use::Taken;
        return true;
    });
}

} // namespace

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

Result<EngineConfig> makeEngineConfig(const config::Cluster &cluster, const std::string &nodeName,
                                      const LinkLocalLookup &linkLocal)
{
    if (cluster.engine != config::EngineKind::Tandemd)
        return fail(ErrorCode::BadFile, "cluster", "engine = \"keepalived\": there is nothing for tandemd to do",
                    "stop tandemd, or set engine = \"tandemd\"");
    const auto *node = cluster.nodeNamed(nodeName);
    if (node == nullptr)
        return fail(ErrorCode::BadFile, "node", "the file has no node named \"" + nodeName + "\"",
                    "give --node one of its names");
    if (cluster.instances.size() > mostInstances)
        return fail(ErrorCode::BadFile, "vrrp_instance",
                    "more than " + std::to_string(mostInstances) + " instances are not served");
    EngineConfig made;
    made.cluster = cluster.name;
    made.node = nodeName;
    for (const auto &instance : cluster.instances) {
        auto one = makeInstance(cluster, instance, *node, linkLocal);
        if (!one)
            return Failure(one.error());
        made.instances.push_back(std::move(*one));
    }
    made.groups = makeGroups(cluster, made.instances);
    made.neighbours = makeNeighbourPlans(cluster, *node, linkLocal);
    assignSlots(made, nullptr);
    return made;
}

void assignSlots(EngineConfig &config, const EngineConfig *before)
{
    const std::vector<InstanceConfig> none;
    const auto &known = before != nullptr ? before->instances : none;
    std::vector<Use> uses(mostInstances, Use::Free);
    for (const auto &instance : known)
        uses.at(instance.slot) = Use::Before;
    std::vector<InstanceConfig *> fresh;
    for (auto &instance : config.instances)
        fresh.push_back(&instance);
    keepSlots(fresh, known, uses, wireIdentity); // first: one that was renamed is the same router still
    keepSlots(fresh, known, uses, [](const InstanceConfig &instance) { return instance.router.name; });
    for (auto *instance : fresh) {
        auto slot = std::find(uses.begin(), uses.end(), Use::Free);
        if (slot == uses.end()) // its former owner may not have left yet
            slot = std::find(uses.begin(), uses.end(), Use::Before);
        *slot = Use::Taken;
        instance->slot = static_cast<Slot>(slot - uses.begin());
    }
}

} // namespace tandem::engine
