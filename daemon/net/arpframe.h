// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <linux/if_ether.h>
#include <net/if_arp.h>

namespace tandem::net {

/// ARP for IPv4 over Ethernet (RFC 826), from the Ethernet header on.
struct [[gnu::packed]] ArpFrame
{
    ethhdr ethernet;
    arphdr header;
    std::uint8_t senderHardware[6];
    std::uint8_t sender[4];
    std::uint8_t targetHardware[6];
    std::uint8_t target[4];
};

inline constexpr std::size_t shortestFrame = 60; ///< of Ethernet, without its checksum

} // namespace tandem::net
