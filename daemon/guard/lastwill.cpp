// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/lastwill.h"

#include "daemon/net/packetsocket.h"
#include "vrrp/advert.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <net/if.h>
#include <optional>
#include <set>
#include <tuple>

namespace tandem::guard {

LastWill::Outcome LastWill::carryOut(VipRemover &remover, const std::vector<bool> &advertised) const
{
    Outcome outcome;
    auto removed = remover.remove(vipPlaces(m_config));
    if (!removed) {
        outcome.trouble = describe(removed.error()); // VIPs first, or no priority 0: two would own them
        return outcome;
    }
    outcome.removed = std::move(*removed);
    std::set<std::pair<std::string, IpAddress>> held;
    for (const auto &place : outcome.removed)
        held.emplace(place.dev, place.address);
    std::vector<const engine::InstanceConfig *> heirs;
    for (const auto &instance : m_config.instances) {
        const auto &vips = instance.plan.vips;
        const bool holds = std::any_of(vips.begin(), vips.end(), [&](const engine::VipPlan &vip) {
            return held.contains({vip.dev, vip.address});
        });
        if (instance.plan.ownsAddresses ? advertised[instance.slot] : holds)
            heirs.push_back(&instance);
    }
    outcome.trouble = resign(heirs);
    outcome.resigned = heirs.size();
    return outcome;
}

void LastWill::Outcome::add(Outcome more)
{
    removed.insert(removed.end(), more.removed.begin(), more.removed.end());
    resigned += more.resigned;
    if (!more.trouble.empty())
        trouble = std::move(more.trouble);
}

std::string LastWill::resign(const std::vector<const engine::InstanceConfig *> &instances)
{
    std::string trouble;
    std::map<std::pair<std::string, Family>, std::optional<net::PacketSocket>> sockets;
    for (const auto *instance : instances) {
        const auto &[router, plan] = std::tie(instance->router, instance->plan);
        auto &socket = sockets[{plan.interface, plan.source.family()}];
        if (!socket) {
            const int index = static_cast<int>(if_nametoindex(plan.interface.c_str()));
            auto opened = net::PacketSocket::openForSending(plan.interface, index, plan.source.family());
            if (!opened) {
                trouble = describe(opened.error());
                continue;
            }
            socket.emplace(std::move(*opened));
        }
        const vrrp::AdvertToSend advert{router.version,  router.virtualRouterId, Priority(Priority::resigns),
                                        router.interval, router.addresses,       router.pass};
        for (const auto &destination : instance->destinations) {
            const auto packet = vrrp::encode(advert, plan.source, destination);
            if (const int error = socket->send(packet, plan.source, destination); error != 0)
                trouble = "priority 0 could not be sent: " + std::string(std::strerror(error));
        }
    }
    return trouble;
}

std::vector<engine::VipPlace> vipPlaces(const engine::EngineConfig &config)
{
    std::vector<engine::VipPlace> places;
    for (const auto &instance : config.instances) {
        for (const auto &vip : instance.plan.vips) {
            if (!instance.plan.ownsAddresses)
                places.push_back({vip.dev, vip.address});
        }
    }
    return places;
}

} // namespace tandem::guard
