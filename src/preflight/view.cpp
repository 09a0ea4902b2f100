// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/view.h"

#include <algorithm>
#include <set>

namespace tandem::preflight {

const model::InterfaceFacts *Host::interfaceNamed(const std::string &name) const
{
    if (!facts)
        return nullptr;
    const auto found = std::ranges::find(facts->interfaces, name, &model::InterfaceFacts::name);
    return found == facts->interfaces.end() ? nullptr : &*found;
}

std::string interfaceOf(const config::Instance &instance, const config::VirtualAddress &address,
                        const config::Node &node)
{
    return address.dev.empty() ? instance.interfaceOn(node) : address.dev;
}

std::vector<config::VirtualAddress> allAddresses(const config::Instance &instance)
{
    auto all = instance.virtualAddresses;
    all.insert(all.end(), instance.excludedAddresses.begin(), instance.excludedAddresses.end());
    return all;
}

std::int64_t freeRouterId(const config::Cluster &cluster, const std::vector<Host> &hosts)
{
    std::set<std::int64_t> taken;
    for (const auto &instance : cluster.instances)
        taken.insert(instance.virtualRouterId.value());
    for (const auto &host : hosts)
        if (host.facts)
            for (const auto &router : host.facts->heard)
                taken.insert(router.routerId);
    for (std::int64_t id = 255; id > 0; --id) // people count from the other end
        if (!taken.contains(id))
            return id;
    return 0;
}

} // namespace tandem::preflight
