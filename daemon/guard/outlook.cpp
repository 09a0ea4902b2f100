// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/outlook.h"

#include <algorithm>
#include <map>

namespace tandem::guard {

std::vector<net::FencedRouter> fencedRouters(const engine::EngineConfig &config, const net::LeaseBoard &board)
{
    std::vector<net::FencedRouter> routers;
    for (const auto &instance : config.instances) {
        if (!instance.fence || instance.plan.ownsAddresses)
            continue;
        net::FencedRouter router{instance.router.virtualRouterId,
                                 instance.plan.source.family(),
                                 instance.plan.interface,
                                 net::fenceTimeout(instance.router.interval),
                                 {},
                                 board.slots[instance.slot].held()};
        for (const auto &vip : instance.plan.vips)
            router.vips.push_back({vip.address, vip.dev});
        routers.push_back(std::move(router));
    }
    return routers;
}

namespace {

/// A VIP that moves from one instance to another has two owners in a union: no fence can tell which, so it has none.
void dropDisputed(std::vector<net::FencedRouter> &routers)
{
    std::map<std::pair<std::string, IpAddress>, int> owners;
    for (const auto &router : routers) {
        for (const auto &vip : router.vips)
            ++owners[{vip.dev, vip.address}];
    }
    for (auto &router : routers)
        std::erase_if(router.vips, [&](const net::FencedRouter::Vip &vip) {
            return owners[{vip.dev, vip.address}] > 1;
        });
}

} // namespace

std::vector<net::FencedRouter> unionOf(std::vector<net::FencedRouter> one, const std::vector<net::FencedRouter> &other)
{
    for (const auto &router : other) {
        const auto same = std::find_if(one.begin(), one.end(), [&](const net::FencedRouter &known) {
            return known.virtualRouterId == router.virtualRouterId && known.family == router.family &&
                   known.interface == router.interface;
        });
        if (same == one.end()) {
            one.push_back(router);
            continue;
        }
        same->openFor = std::max(same->openFor, router.openFor);
        same->open = same->open || router.open;
        for (const auto &vip : router.vips) {
            if (std::find(same->vips.begin(), same->vips.end(), vip) == same->vips.end())
                same->vips.push_back(vip);
        }
    }
    dropDisputed(one);
    return one;
}

std::vector<net::Renewal> renewalsOf(const engine::EngineConfig &config)
{
    std::vector<net::Renewal> renewals;
    for (const auto &instance : config.instances) {
        if (instance.plan.leaseSeconds == 0)
            continue;
        net::Renewal renewal{instance.slot, instance.plan.leaseSeconds, {}};
        for (const auto &vip : instance.plan.vips)
            renewal.vips.push_back({vip.dev, vip.address, vip.label});
        renewals.push_back(std::move(renewal));
    }
    return renewals;
}

std::vector<net::Renewal> unionOf(std::vector<net::Renewal> one, const std::vector<net::Renewal> &other)
{
    for (const auto &renewal : other) {
        const auto same =
            std::find_if(one.begin(), one.end(), [&](const net::Renewal &known) { return known.slot == renewal.slot; });
        if (same == one.end()) {
            one.push_back(renewal);
            continue;
        }
        for (const auto &vip : renewal.vips) {
            const bool known = std::any_of(same->vips.begin(), same->vips.end(), [&](const net::Renewal::Vip &there) {
                return there.dev == vip.dev && there.address == vip.address;
            });
            if (!known)
                same->vips.push_back(vip);
        }
    }
    return one;
}

engine::EngineConfig underFence(engine::EngineConfig config)
{
    for (auto &instance : config.instances) {
        if (instance.fence)
            instance.plan.leaseSeconds = instance.fencedLeaseSeconds;
    }
    return config;
}

engine::EngineConfig withoutPreemption(engine::EngineConfig config)
{
    for (auto &instance : config.instances)
        instance.router.preempt = false;
    return config;
}

} // namespace tandem::guard
