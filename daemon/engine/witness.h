// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "vrrp/advert.h"

#include <array>
#include <bitset>
#include <cstdint>

namespace tandem::engine {

/// What else speaks VRRP on an interface: adverts of router ids that are not the engine's own, and what was refused.
class Witness
{
public:
    /// Reasons for a refusal beside the decoder's.
    enum Own : std::size_t {
        NotAPeer = static_cast<std::size_t>(vrrp::Refusal::Count), ///< unicast from who is no node of the cluster
        Destination, ///< unicast where multicast is spoken, or the reverse
        Kinds
    };
    static std::string_view nameOf(std::size_t kind);

    /// True the first time that this router id is heard.
    bool foreign(VirtualRouterId id)
    {
        ++m_foreign[id.value()];
        const bool first = !m_told.test(id.value());
        m_told.set(id.value());
        return first;
    }
    void refused(std::size_t kind) { ++m_refused[kind]; }

    std::uint64_t foreignAdverts(VirtualRouterId id) const { return m_foreign[id.value()]; }
    std::uint64_t refusedPackets(std::size_t kind) const { return m_refused[kind]; }

private:
    std::array<std::uint64_t, 256> m_foreign{};
    std::bitset<256> m_told;
    std::array<std::uint64_t, Kinds> m_refused{};
};

} // namespace tandem::engine
