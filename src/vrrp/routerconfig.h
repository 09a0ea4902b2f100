// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/ipaddress.h"
#include "base/types.h"
#include "vrrp/advert.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tandem::vrrp {

struct Track
{
    std::string name;
    int weight = 0; ///< 0: a failure means FAULT; else added to the priority while up (> 0) or while down (< 0)

    bool operator==(const Track &) const = default;
};

/// What another node can advertise by its configuration.
struct PeerPriority
{
    IpAddress address;
    Priority highest; ///< with all its weights: more than this can only be an Override

    bool operator==(const PeerPriority &) const = default;
};

struct RouterConfig
{
    std::string name;
    std::uint8_t version = 3;
    VirtualRouterId virtualRouterId;
    Priority priority{100}; ///< 1..254, kept there when weights are added; 255 = address owner, without weights
    Duration interval{std::chrono::seconds(1)};
    IpAddress primaryAddress; ///< source of the adverts: breaks ties (RFC 5798 6.4.3)
    std::vector<IpAddress> addresses;
    std::optional<AuthData> pass; ///< v2 only
    bool preempt = true;
    Duration preemptDelay{}; ///< a lower master is left alone for so long after it was first heard
    Duration startDelay{};   ///< hold-down after start and after link-up (switch ports learn): nothing is claimed
                             ///< in it, and the silence of that time proves nothing
    /// No master before every track of weight 0 had its first verdict, but at most so long after the start: a dead
    /// agent must not keep a VIP without an owner for ever.
    Duration firstVerdictWait{std::chrono::seconds(10)};
    std::vector<Track> tracks;
    std::vector<std::string>
        interfaces; ///< own one first, then track_interface; for LinkChanged. May be empty: one link
    /// Of the other nodes, to tell a planned switchover from a healed split. May be empty.
    std::vector<PeerPriority> peers;
    bool synced = false; ///< member of a SyncGroup: claims only when told

    bool operator==(const RouterConfig &) const = default;
};

} // namespace tandem::vrrp
