// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/vipremover.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <net/if.h>
#include <set>

namespace tandem::guard {

namespace {

constexpr int attempts = 3;

std::string deviceOf(const net::KernelAddress &address)
{
    std::array<char, IF_NAMESIZE> name{};
    return if_indextoname(static_cast<unsigned>(address.index), name.data()) != nullptr ? name.data() : "";
}

engine::VipPlace placeOf(const net::KernelAddress &address)
{
    return {deviceOf(address), address.address};
}

bool contains(const std::vector<engine::VipPlace> &places, const engine::VipPlace &place)
{
    return std::find(places.begin(), places.end(), place) != places.end();
}

} // namespace

Result<VipRemover> VipRemover::open()
{
    auto addresses = net::AddressManager::open();
    if (!addresses)
        return Failure(addresses.error());
    return VipRemover(std::move(*addresses));
}

/// Those of the kernel's addresses that stand at one of the places, whatever their prefix.
Result<std::vector<net::KernelAddress>> VipRemover::find(const std::vector<engine::VipPlace> &places)
{
    std::set<IpAddress> wanted; // most of a host's addresses are none of ours, and names cost a system call each
    for (const auto &place : places)
        wanted.insert(place.address);
    auto addresses = m_addresses.list();
    if (!addresses)
        return addresses;
    std::erase_if(*addresses, [&](const net::KernelAddress &address) {
        return !wanted.contains(address.address) || !contains(places, placeOf(address));
    });
    return addresses;
}

int VipRemover::removeAll(const std::vector<net::KernelAddress> &addresses)
{
    std::vector<net::Vip> vips;
    for (const auto &address : addresses)
        vips.push_back({address.address, address.index, {}});
    return m_addresses.remove(vips);
}

Result<std::vector<engine::VipPlace>> VipRemover::remove(const std::vector<engine::VipPlace> &places)
{
    std::vector<engine::VipPlace> removed;
    int error = 0;
    for (int attempt = 0; attempt <= attempts; ++attempt) {
        auto found = find(places);
        if (!found)
            return Failure(found.error());
        std::erase_if(*found, [](const net::KernelAddress &address) { return !address.ofOneHost(); });
        if (found->empty())
            return removed;
        for (const auto &address : *found) {
            if (const auto place = placeOf(address); !contains(removed, place))
                removed.push_back(place);
        }
        error = removeAll(*found);
    }
    return fail(ErrorCode::System, removed.front().address.toString() + " on " + removed.front().dev,
                std::string("the VIP cannot be removed: ") + std::strerror(error), "remove it by hand: ip address del");
}

Result<std::vector<std::string>> VipRemover::sweep(const std::vector<engine::VipPlace> &ours,
                                                   const std::vector<engine::VipPlace> &recorded)
{
    std::vector<engine::VipPlace> places = ours;
    places.insert(places.end(), recorded.begin(), recorded.end());
    const auto found = find(places);
    if (!found)
        return Failure(found.error());
    std::vector<std::string> lines;
    std::vector<engine::VipPlace> leftOver;
    for (const auto &address : *found) {
        const auto place = placeOf(address);
        const std::string text = place.address.toString() + " on " + place.dev;
        if (!address.ofOneHost() || (!contains(recorded, place) && !address.leased())) {
            lines.push_back("left alone: " + text + " is a VIP of the file, but was not put there by tandemd");
            continue;
        }
        leftOver.push_back(place);
        lines.push_back("removed " + text + ", left over by an earlier tandemd");
    }
    if (const auto removed = remove(leftOver); !removed)
        return Failure(removed.error());
    return lines;
}

} // namespace tandem::guard
