// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/descriptor.h"
#include "base/ipaddress.h"
#include "base/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tandem::net {

using HardwareAddress = std::array<std::uint8_t, 6>;

/// An Ethernet frame that tells the neighbours where a VIP is now.
struct AnnouncementFrame
{
    std::array<std::uint8_t, 86> octets{}; ///< from the Ethernet header on; the longest is a neighbour advertisement
    std::size_t size = 0;
    std::span<const std::uint8_t> bytes() const { return {octets.data(), size}; }
};

enum class ArpKind : std::uint16_t { Request = 1, Reply = 2 };
/// Gratuitous ARP: a broadcast request or reply of the VIP for itself.
AnnouncementFrame gratuitousArp(const IpAddress &vip, const HardwareAddress &hardwareAddress, ArpKind kind);
/// The unsolicited ND Neighbor Advertisement of RFC 5798 6.4.1 (395): R and O set, S clear, to ff02::1, with the target
/// link-layer address.
AnnouncementFrame neighbourAdvertisement(const IpAddress &vip, const HardwareAddress &hardwareAddress);

/// Sends announcements over a packet socket that is opened at start. Frames are built when they are sent: nothing is
/// kept for an instance.
class Announcer
{
public:
    static Result<Announcer> open();
    /// IPv4: gratuitous ARP as request (RFC 5227's announcement, RFC 5798 6.4.1) and as reply, since some hosts learn
    /// from one of the two only. IPv6: the neighbour advertisement. An errno, 0 = all sent.
    int announce(const IpAddress &vip, int index, const HardwareAddress &hardwareAddress) noexcept;

private:
    explicit Announcer(Descriptor socket) : m_socket(std::move(socket)) {}
    int send(const AnnouncementFrame &frame, int index) noexcept;

    Descriptor m_socket;
};

} // namespace tandem::net
