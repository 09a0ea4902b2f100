// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/rules.h"

#include "config/sharednetworks.h"

#include <algorithm>
#include <map>

namespace tandem::config {

namespace {

/// Names of one kind are unique, also those of entries with other mistakes.
template <class T>
void checkNames(const std::vector<Entry<T>> &entries, const std::string &what, Mistakes &mistakes)
{
    std::map<std::string, Position> first;
    for (const auto &entry : entries) {
        const auto &name = entry.value.name;
        if (name.empty())
            continue;
        const auto [known, fresh] = first.emplace(name, entry.at("name"));
        if (!fresh)
            mistakes.add(entry.at("name"),
                         "the " + what + " " + inQuotes(name) + " is already on line " +
                             std::to_string(known->second.line),
                         "give each its own name");
    }
}

template <class T>
std::vector<std::string_view> namesOf(const std::vector<Entry<T>> &entries)
{
    std::vector<std::string_view> names;
    names.reserve(entries.size());
    for (const auto &entry : entries)
        names.push_back(entry.value.name);
    return names;
}

/// False and a mistake where `name` is none of `known`.
bool checkKnown(const std::string &name, Position at, const std::string &what,
                const std::vector<std::string_view> &known, Mistakes &mistakes)
{
    if (std::find(known.begin(), known.end(), name) != known.end())
        return true;
    const auto meant = closest(name, known);
    mistakes.add(at, "there is no " + what + " " + inQuotes(name),
                 meant.empty() ? "describe it, or correct the name"
                               : "did you mean " + inQuotes(std::string(meant)) + "?");
    return false;
}

/// Where an instance's override for a node stands, if there is one.
const Member *overrideOf(const Entry<Instance> &instance, const std::string &node)
{
    const auto *nodes = instance.source->find("node");
    return nodes ? nodes->value.find(node) : nullptr;
}

Position priorityPlace(const Entry<Instance> &instance, const Entry<Node> &node)
{
    const auto *override = overrideOf(instance, node.value.name);
    const auto *priority = override ? override->value.find("priority") : nullptr;
    return priority ? priority->value.at : node.at("priority");
}

Position itemPlace(const Entry<Instance> &instance, std::string_view key, const std::string &text)
{
    const auto *list = instance.source->find(key);
    for (const auto &item : list->value.items) {
        if (item.text == text)
            return item.at;
    }
    return list->value.at;
}

void checkNodeAddresses(const Sections &sections, Mistakes &mistakes)
{
    std::map<IpAddress, std::string> first;
    const auto check = [&](const Entry<Node> &node, const IpAddress &address, std::string_view key) {
        const auto [known, fresh] = first.emplace(address, node.value.name);
        if (!fresh)
            mistakes.add(node.at(key),
                         address.toString() + " is already the address of node " + inQuotes(known->second),
                         "give each node its own address");
    };
    for (const auto &node : sections.nodes) {
        if (!node.sound)
            continue;
        check(node, node.value.address, "address");
        if (node.value.address6)
            check(node, *node.value.address6, "address6");
    }
}

void checkPriorities(const Entry<Instance> &instance, const std::vector<Entry<Node>> &nodes, Mistakes &mistakes)
{
    std::map<int, const Entry<Node> *> first;
    for (const auto &node : nodes) {
        if (!node.sound)
            continue;
        const int priority = instance.value.priorityOn(node.value);
        const auto [known, fresh] = first.emplace(priority, &node);
        if (!fresh && known->second->value.name != node.value.name)
            mistakes.add(priorityPlace(instance, node),
                         "nodes " + inQuotes(known->second->value.name) + " and " + inQuotes(node.value.name) +
                             " have the same priority " + std::to_string(priority) + " in instance " +
                             inQuotes(instance.value.name),
                         "give each node its own priority: the greater one is MASTER");
    }
}

void checkReferences(const Entry<Instance> &instance, const Sections &sections, Mistakes &mistakes)
{
    const auto nodes = namesOf(sections.nodes);
    for (const auto &[name, override] : instance.value.overrides)
        checkKnown(name, overrideOf(instance, name)->at, "node", nodes, mistakes);
    const auto checks = namesOf(sections.checks);
    for (const auto &track : instance.value.tracks)
        checkKnown(track, itemPlace(instance, "track", track), "check", checks, mistakes);
}

/// The node's address of that family: what its adverts come from.
std::optional<IpAddress> sourceOf(const Node &node, Family family)
{
    if (node.address.family() == family)
        return node.address;
    return family == Family::V6 ? node.address6 : std::nullopt;
}

/// The VIP is in the network of the node, as far as something is known about that network.
bool isOutside(const VirtualAddress &vip, const Instance &instance, const Node &node)
{
    const auto &network = vip.network;
    // With a host's prefix, another device or another interface nothing is known.
    if (network.prefixLength == network.address.octets().size() * 8 || !vip.dev.empty() || instance.unicast)
        return false;
    const auto address = sourceOf(node, network.address.family());
    return address && !address->isLinkLocal() && !network.contains(*address) &&
           instance.interfaceOn(node) == node.interface;
}

void checkVirtualAddresses(const Entry<Instance> &entry, const std::vector<Entry<Node>> &nodes, Mistakes &mistakes)
{
    const auto &instance = entry.value;
    const auto ownOf = [&](const IpAddress &address, const Node &node) {
        // RFC 5798 5.2.4: 255 is for the router that owns the addresses, and for no other.
        if ((address == node.address || address == node.address6) && instance.priorityOn(node) != 255)
            mistakes.add(addressPlace(entry, address),
                         address.toString() + " is the own address of node " + inQuotes(node.name),
                         "take an unused address as the VIP, or give that node priority = 255");
    };
    for (const auto &vip : instance.virtualAddresses) {
        for (const auto &[node, source, sound] : nodes) {
            if (!sound)
                continue;
            ownOf(vip.network.address, node);
            if (isOutside(vip, instance, node)) {
                mistakes.add(addressPlace(entry, vip.network.address),
                             "node " + inQuotes(node.name) + " with " +
                                 sourceOf(node, vip.network.address.family())->toString() +
                                 " is outside the VIP's network " + vip.network.toString(),
                             "take a VIP in the nodes' network, correct the prefix, or leave the prefix out");
                break; // the other nodes are most likely outside too
            }
        }
    }
    // Those that are not advertised are often of another network.
    for (const auto &vip : instance.excludedAddresses) {
        for (const auto &node : nodes) {
            if (node.sound)
                ownOf(vip.network.address, node.value);
        }
    }
}

/// Adverts need a source, and for unicast a destination, of the instance's family.
void checkSources(const Entry<Instance> &instance, const std::vector<Entry<Node>> &nodes, Mistakes &mistakes)
{
    const auto family = instance.value.family();
    if (family == Family::V6 && !instance.value.unicast)
        return; // the interface's own link-local address serves
    for (const auto &node : nodes) {
        if (!node.sound || sourceOf(node.value, family))
            continue;
        const bool six = family == Family::V6;
        mistakes.add(node.at("address"),
                     "node " + inQuotes(node.value.name) + " has no " + (six ? "IPv6" : "IPv4") +
                         " address for instance " + inQuotes(instance.value.name),
                     six ? "add address6 = \"…\": unicast adverts go to it" : "make address an IPv4 address");
    }
}

void checkGroups(const Sections &sections, Mistakes &mistakes)
{
    const auto instances = namesOf(sections.instances);
    std::map<std::string, std::string> groupOf;
    for (const auto &group : sections.syncGroups) {
        const auto *list = group.source->find("members");
        if (!list || list->value.kind != Value::Kind::List)
            continue;
        for (const auto &member : list->value.items) {
            if (member.kind != Value::Kind::Text || member.text.empty())
                continue;
            if (!checkKnown(member.text, member.at, "instance", instances, mistakes))
                continue;
            const auto [known, fresh] = groupOf.emplace(member.text, group.value.name);
            if (!fresh)
                mistakes.add(member.at,
                             "instance " + inQuotes(member.text) + " is already in sync_group " +
                                 inQuotes(known->second),
                             "an instance moves with one group");
        }
    }
}

} // namespace

void checkRules(const Sections &sections, Mistakes &mistakes)
{
    checkNames(sections.nodes, "node", mistakes);
    checkNames(sections.instances, "vrrp_instance", mistakes);
    checkNames(sections.syncGroups, "sync_group", mistakes);
    checkNames(sections.checks, "check", mistakes);
    checkNodeAddresses(sections, mistakes);
    for (const auto &instance : sections.instances) {
        checkReferences(instance, sections, mistakes);
        if (!instance.sound)
            continue;
        checkPriorities(instance, sections.nodes, mistakes);
        checkVirtualAddresses(instance, sections.nodes, mistakes);
        checkSources(instance, sections.nodes, mistakes);
    }
    checkSharedNetworks(sections, mistakes);
    checkGroups(sections, mistakes);
}

} // namespace tandem::config
