// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ipaddress.h"
#include "daemon/net/announcer.h"

#include <arpa/inet.h>
#include <cstddef>
#include <cstdint>
#include <cstring>
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

/// To everybody on the link, from the sender; nothing stands for the target's hardware yet.
inline ArpFrame arpBroadcast(std::uint16_t operation, const IpAddress &sender, const IpAddress &target,
                             const HardwareAddress &hardwareAddress)
{
    ArpFrame arp{};
    std::memset(arp.ethernet.h_dest, 0xff, sizeof arp.ethernet.h_dest);
    std::memcpy(arp.ethernet.h_source, hardwareAddress.data(), hardwareAddress.size());
    arp.ethernet.h_proto = htons(ETH_P_ARP);
    arp.header.ar_hrd = htons(ARPHRD_ETHER);
    arp.header.ar_pro = htons(ETH_P_IP);
    arp.header.ar_hln = sizeof arp.senderHardware;
    arp.header.ar_pln = sizeof arp.sender;
    arp.header.ar_op = htons(operation);
    std::memcpy(arp.senderHardware, hardwareAddress.data(), hardwareAddress.size());
    std::memcpy(arp.sender, sender.octets().data(), sizeof arp.sender);
    std::memcpy(arp.target, target.octets().data(), sizeof arp.target);
    return arp;
}

inline constexpr std::size_t shortestFrame = 60; ///< of Ethernet, without its checksum

} // namespace tandem::net
