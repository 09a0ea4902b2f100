// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/sharednetworks.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

namespace tandem::config {

namespace {

/// Interfaces by number: 500 instances on 64 nodes are compared often.
class InterfaceNumbers
{
public:
    std::size_t of(const std::string &name) { return m_numbers.emplace(name, m_numbers.size()).first->second; }

private:
    std::unordered_map<std::string, std::size_t> m_numbers;
};

/// A sound instance with the number of its interface on each sound node.
struct Placed
{
    const Entry<Instance> *entry = nullptr;
    std::vector<std::size_t> interfaces;
};

std::vector<Placed> placeAll(const Sections &sections, InterfaceNumbers &numbers)
{
    std::vector<Placed> all;
    for (const auto &entry : sections.instances) {
        if (!entry.sound)
            continue;
        Placed placed{&entry, {}};
        for (const auto &node : sections.nodes) {
            if (node.sound)
                placed.interfaces.push_back(numbers.of(entry.value.interfaceOn(node.value)));
        }
        all.push_back(std::move(placed));
    }
    return all;
}

void checkRouterIds(const std::vector<Placed> &all, Mistakes &mistakes)
{
    using Key = std::tuple<std::size_t, std::size_t, Family, VirtualRouterId>; // node, interface
    std::map<Key, const Entry<Instance> *> routers;
    for (const auto &[entry, interfaces] : all) {
        const auto &instance = entry->value;
        for (std::size_t node = 0; node < interfaces.size(); ++node) {
            const auto [router, fresh] =
                routers.emplace(Key(node, interfaces[node], instance.family(), instance.virtualRouterId), entry);
            if (!fresh)
                mistakes.add(entry->at("virtual_router_id"),
                             "instance " + inQuotes(router->second->value.name) + " already has virtual_router_id " +
                                 std::to_string(instance.virtualRouterId.value()) + " on the same interface",
                             "give each instance of a network its own router id");
        }
    }
}

/// An instance that has an address, and where.
struct Use
{
    const Placed *placed = nullptr;
    const std::string *dev = nullptr; ///< empty: the instance's interface
};

void checkUses(const IpAddress &address, const std::vector<Use> &uses, InterfaceNumbers &numbers, Mistakes &mistakes)
{
    std::map<std::pair<std::size_t, std::size_t>, const Entry<Instance> *> owners; // by node and interface
    for (const auto &use : uses) {
        const auto &[entry, interfaces] = *use.placed;
        const auto dev = use.dev->empty() ? std::nullopt : std::optional(numbers.of(*use.dev));
        for (std::size_t node = 0; node < interfaces.size(); ++node) {
            const auto [owner, fresh] = owners.emplace(std::pair(node, dev.value_or(interfaces[node])), entry);
            if (fresh)
                continue;
            mistakes.add(addressPlace(*entry, address),
                         address.toString() + " is already a VIP of instance " + inQuotes(owner->second->value.name),
                         "give each VIP to one instance");
            break; // on the other nodes it is the same
        }
    }
}

void checkAddresses(const std::vector<Placed> &all, InterfaceNumbers &numbers, Mistakes &mistakes)
{
    std::map<IpAddress, std::vector<Use>> uses;
    for (const auto &placed : all) {
        const auto &instance = placed.entry->value;
        for (const auto *list : {&instance.virtualAddresses, &instance.excludedAddresses}) {
            for (const auto &vip : *list)
                uses[vip.network.address].push_back({&placed, &vip.dev});
        }
    }
    for (const auto &[address, users] : uses) {
        if (users.size() > 1)
            checkUses(address, users, numbers, mistakes);
    }
}

} // namespace

Position addressPlace(const Entry<Instance> &instance, const IpAddress &address)
{
    for (const auto *key : {"virtual_ipaddress", "virtual_ipaddress_excluded"}) {
        const auto *list = instance.source->find(key);
        if (list == nullptr)
            continue;
        for (const auto &item : list->value.items) {
            const auto *inner = item.find("address");
            const auto &text = inner ? inner->value : item;
            const auto network = IpNetwork::parse(text.text);
            if (network && network->address == address)
                return text.at;
        }
    }
    return instance.at("virtual_ipaddress");
}

void checkSharedNetworks(const Sections &sections, Mistakes &mistakes)
{
    InterfaceNumbers numbers;
    const auto all = placeAll(sections, numbers);
    checkRouterIds(all, mistakes);
    checkAddresses(all, numbers, mistakes);
}

} // namespace tandem::config
