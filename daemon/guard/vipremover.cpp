// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/vipremover.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <net/if.h>
#include <set>

namespace tandem::guard {

namespace {

constexpr int attempts = 3;

std::string deviceOf(int index)
{
    std::array<char, IF_NAMESIZE> name{};
    return if_indextoname(static_cast<unsigned>(index), name.data()) != nullptr ? name.data() : "";
}

using Places = std::set<std::pair<IpAddress, std::string>>; ///< the address first: most of a host's are none of ours

Places asSet(const std::vector<engine::VipPlace> &places)
{
    Places set;
    for (const auto &place : places)
        set.emplace(place.address, place.dev);
    return set;
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
Result<std::vector<VipRemover::Found>> VipRemover::find(const std::vector<engine::VipPlace> &places)
{
    const auto addresses = m_addresses.list();
    if (!addresses)
        return Failure(addresses.error());
    const Places wanted = asSet(places);
    std::map<int, std::string> devices; // a name costs system calls
    std::vector<Found> found;
    for (const auto &address : *addresses) {
        const auto first = wanted.lower_bound({address.address, {}});
        if (first == wanted.end() || first->first != address.address)
            continue;
        const auto [device, fresh] = devices.try_emplace(address.index);
        if (fresh)
            device->second = deviceOf(address.index);
        if (wanted.contains({address.address, device->second}))
            found.push_back({{device->second, address.address}, address});
    }
    return found;
}

int VipRemover::removeAll(const std::vector<Found> &found)
{
    std::vector<net::Vip> vips;
    for (const auto &one : found)
        vips.push_back({one.address.address, one.address.index, {}});
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
        std::erase_if(*found, [](const Found &one) { return !one.address.ofOneHost(); });
        if (found->empty())
            return removed;
        if (attempt == attempts)
            break;
        if (attempt == 0) {
            for (const auto &one : *found)
                removed.push_back(one.place);
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
    const Places known = asSet(recorded);
    std::vector<std::string> lines;
    std::vector<engine::VipPlace> leftOver;
    for (const auto &[place, address] : *found) {
        const std::string text = place.address.toString() + " on " + place.dev;
        if (!address.ofOneHost() || (!known.contains({place.address, place.dev}) && !address.leased())) {
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
