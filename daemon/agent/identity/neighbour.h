// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ipaddress.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// Who has an address on the wire, as this host's kernel knows it: one entry of its neighbour table (ARP, RFC 826, and
/// ND, RFC 4861) asked for by address, over netlink. /proc/net/arp would do for IPv4 only, and shows the whole table.
namespace tandem::agent {

struct Neighbour
{
    enum class State : std::uint8_t {
        Unknown,    ///< the kernel cannot be asked (before Linux 5.0)
        None,       ///< not in the table: it was never looked for on this interface
        Unresolved, ///< looked for, and nobody says to have it
        Resolved,
    };
    State state = State::Unknown;
    std::string mac;          ///< Resolved: "02:00:00:00:00:01"
    bool isConfirmed = false; ///< Resolved, and it has answered lately

    bool operator==(const Neighbour &) const = default;
};

std::vector<std::uint8_t> neighbourRequest(const IpAddress &address, int interfaceIndex, std::uint32_t sequence);
/// Pure: the kernel's answer to it.
Neighbour readNeighbour(std::span<const std::uint8_t> datagram, const IpAddress &address, std::uint32_t sequence);

Neighbour neighbourOf(const IpAddress &address, const std::string &interface);

/// "02:00:00:00:00:01"; empty where the interface is missing or has none.
std::string hardwareAddressOf(const std::string &interface);

} // namespace tandem::agent
