// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ipaddress.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace tandem::net {

/// Which instances have an address: a storm of notifications asks once for each of them.
class VipIndex
{
public:
    struct Place
    {
        IpAddress address;
        std::uint16_t slot = 0;
        std::uint16_t vip = 0; ///< within the slot's plan
    };

    void insert(const Place &place)
    {
        m_places.insert(std::upper_bound(m_places.begin(), m_places.end(), place, before), place);
    }
    void erase(std::size_t slot)
    {
        std::erase_if(m_places, [slot](const Place &place) { return place.slot == slot; });
    }
    std::span<const Place> find(const IpAddress &address) const
    {
        const auto [first, last] = std::equal_range(m_places.begin(), m_places.end(), Place{address, 0, 0}, before);
        return {first, last};
    }

private:
    static bool before(const Place &one, const Place &other) { return one.address < other.address; }
    std::vector<Place> m_places; ///< sorted by address
};

} // namespace tandem::net
