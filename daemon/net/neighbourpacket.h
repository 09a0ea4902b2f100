// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/net/announcer.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>

/// Questions to neighbours and their answers, as octets. Pure.
namespace tandem::net {

/// Asks everybody on the wire who has `target` (RFC 826), for `source`, an address of the interface's own.
AnnouncementFrame arpRequest(const IpAddress &target, const IpAddress &source, const HardwareAddress &hardwareAddress);

/// "target is at hardwareAddress", said to `asker`.
struct ArpReply
{
    IpAddress target;
    HardwareAddress hardwareAddress{};
    IpAddress asker;
};
/// Nothing for what is no ARP reply of IPv4 over Ethernet. Gratuitous ones have the target itself for an asker.
std::optional<ArpReply> readArpReply(std::span<const std::uint8_t> frame) noexcept;

/// A Neighbor Solicitation with the source link-layer address (RFC 4861 4.3). Its checksum is the kernel's affair.
using Solicitation = std::array<std::uint8_t, 32>;
Solicitation neighbourSolicitation(const IpAddress &target, const HardwareAddress &hardwareAddress);
/// Where it goes to (RFC 4291 2.7.1).
IpAddress solicitedNodeGroup(const IpAddress &target);

struct NeighbourReply
{
    IpAddress target;
    std::optional<HardwareAddress> hardwareAddress; ///< of the target link-layer address option
};
/// A solicited Neighbor Advertisement of which the ICMPv6 checksum is right already. Nothing for what RFC 4861 7.1.2
/// discards, and for one that answers nobody: only an answer proves that both directions work.
std::optional<NeighbourReply> readNeighbourReply(std::span<const std::uint8_t> message, std::uint8_t hopLimit) noexcept;

} // namespace tandem::net
