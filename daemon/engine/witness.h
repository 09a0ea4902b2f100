// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/channel/message.h"
#include "vrrp/advert.h"
#include "vrrp/effects.h"
#include "vrrp/sightings.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tandem::engine {

/// What else speaks VRRP on an interface: adverts of router ids that are not the engine's own, and what was refused.
/// All is counted; who was seen is to be told once while it lasts, for a bounded number of senders. Never allocates,
/// but for counts().
class Witness
{
public:
    /// Reasons beside the decoder's, which come first; the router's own (vrrp::Oddity::Kind) follow from Discarded on.
    enum Own : std::size_t {
        NotAPeer = static_cast<std::size_t>(vrrp::Refusal::Count), ///< unicast from who is no node of the cluster
        Destination,     ///< unicast where multicast is spoken, or the reverse
        TrailingOctets,  ///< accepted, but there was more than its addresses
        ForeignRouterId, ///< nobody's here
        Discarded,
        Kinds = Discarded + static_cast<std::size_t>(vrrp::Oddity::Kind::Count)
    };
    static constexpr std::size_t kindOf(vrrp::Refusal refusal) { return static_cast<std::size_t>(refusal); }
    static constexpr std::size_t kindOf(vrrp::Oddity::Kind why) { return Discarded + static_cast<std::size_t>(why); }
    static std::string_view nameOf(std::size_t kind);

    /// True: tell of this sender and router id.
    bool foreign(VirtualRouterId id, const IpAddress &sender, Instant now);
    /// An advert that was sent to see whether it passes. True: nobody knew yet.
    bool probe(VirtualRouterId id, const IpAddress &sender, Instant now)
    {
        return m_probesSeen.seen(sender, id.value(), now);
    }
    /// True: tell of this sender and kind. `id`: the router id where it is one of ours, else 0.
    bool refused(std::size_t kind, std::uint8_t id, const IpAddress &sender, Instant now);
    /// Only counted.
    void count(std::size_t kind) { ++m_counts[kind]; }

    std::uint64_t foreignAdverts(VirtualRouterId id) const { return m_foreign[id.value()]; }
    std::uint64_t counted(std::size_t kind) const { return m_counts[kind]; }
    /// Appends those that occurred.
    void counts(std::string_view interface, std::vector<channel::PacketCount> &out) const;
    /// Appends foreign routers and probes that were heard lately.
    void heard(std::string_view interface, Instant now, std::vector<model::HeardRouter> &out) const;

private:
    /// What was not seen for so long is over.
    static constexpr Duration quiet = std::chrono::minutes(3);
    static constexpr Duration probeQuiet = std::chrono::seconds(10);

    std::array<std::uint64_t, 256> m_foreign{};
    std::array<std::uint64_t, Kinds> m_counts{};
    vrrp::Sightings m_foreignSeen{quiet}; // a flood of the one kind hides none of the other
    vrrp::Sightings m_refusedSeen{quiet};
    vrrp::Sightings m_probesSeen{probeQuiet};
};

} // namespace tandem::engine
