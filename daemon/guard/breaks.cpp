// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/breaks.h"

#include <algorithm>

namespace tandem::guard {

namespace {

using engine::InstanceConfig;

/// The first of its keys that the other hosts have to change at the same time; empty: there is none.
std::string breakOf(const InstanceConfig &before, const InstanceConfig &after)
{
    const auto &old = before.router;
    const auto &next = after.router;
    if (old.virtualRouterId != next.virtualRouterId)
        return "virtual_router_id";
    if (old.version != next.version)
        return "version";
    if (before.plan.interface != after.plan.interface)
        return "interface";
    if (before.unicast != after.unicast)
        return "unicast";
    if (old.pass != next.pass)
        return "auth_pass";
    // RFC 3768 7.1: an advert whose interval is another one than the own is discarded; VRRPv3 learns it.
    if (next.version == 2 && old.interval != next.interval)
        return "advert_int";
    return {};
}

} // namespace

std::vector<std::string> breaksOf(const engine::EngineConfig &before, const engine::EngineConfig &after)
{
    std::vector<std::string> breaks;
    for (const InstanceConfig &next : after.instances) {
        const auto old = std::find_if(before.instances.begin(), before.instances.end(),
                                      [&](const auto &instance) { return instance.router.name == next.router.name; });
        if (old == before.instances.end())
            continue;
        if (const auto key = breakOf(*old, next); !key.empty())
            breaks.push_back(next.router.name + ": " + key);
    }
    return breaks;
}

} // namespace tandem::guard
