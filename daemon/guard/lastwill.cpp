// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/lastwill.h"

#include "daemon/net/packetsocket.h"
#include "vrrp/advert.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <net/if.h>
#include <optional>

namespace tandem::guard {

LastWill::LastWill(const engine::EngineConfig &config)
{
    for (const auto &instance : config.instances) {
        const auto &router = instance.router;
        const vrrp::AdvertToSend advert{router.version,  router.virtualRouterId, Priority(Priority::resigns),
                                        router.interval, router.addresses,       router.pass};
        Testator testator{instance.slot,
                          instance.plan.interface,
                          instance.plan.source,
                          instance.plan.ownsAddresses,
                          {},
                          instance.destinations,
                          {}};
        for (const auto &vip : instance.plan.vips)
            testator.vips.push_back({vip.dev, vip.address});
        for (const auto &destination : instance.destinations)
            testator.resignations.push_back(vrrp::encode(advert, instance.plan.source, destination));
        m_testators.push_back(std::move(testator));
    }
}

std::vector<engine::VipPlace> LastWill::places() const
{
    std::vector<engine::VipPlace> places;
    for (const auto &testator : m_testators) {
        if (!testator.ownsAddresses)
            places.insert(places.end(), testator.vips.begin(), testator.vips.end());
    }
    return places;
}

LastWill::Outcome LastWill::carryOut(VipRemover &remover, const std::vector<bool> &advertised) const
{
    Outcome outcome;
    auto removed = remover.remove(places());
    if (!removed) {
        outcome.trouble = describe(removed.error()); // VIPs first, or no priority 0: two would own them
        return outcome;
    }
    outcome.removed = std::move(*removed);
    std::vector<const Testator *> heirs;
    for (const auto &testator : m_testators) {
        const bool held = std::any_of(testator.vips.begin(), testator.vips.end(), [&](const engine::VipPlace &vip) {
            return std::find(outcome.removed.begin(), outcome.removed.end(), vip) != outcome.removed.end();
        });
        if (testator.ownsAddresses ? advertised[testator.slot] : held)
            heirs.push_back(&testator);
    }
    outcome.trouble = resign(heirs);
    outcome.resigned = heirs.size();
    return outcome;
}

std::string LastWill::resign(const std::vector<const Testator *> &testators)
{
    std::string trouble;
    std::map<std::pair<std::string, Family>, std::optional<net::PacketSocket>> sockets;
    for (const Testator *testator : testators) {
        auto &socket = sockets[{testator->interface, testator->source.family()}];
        if (!socket) {
            const int index = static_cast<int>(if_nametoindex(testator->interface.c_str()));
            auto opened = net::PacketSocket::openForSending(testator->interface, index, testator->source.family());
            if (!opened) {
                trouble = describe(opened.error());
                continue;
            }
            socket.emplace(std::move(*opened));
        }
        for (std::size_t i = 0; i < testator->destinations.size(); ++i) {
            const int error = socket->send(testator->resignations[i], testator->source, testator->destinations[i]);
            if (error != 0)
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
