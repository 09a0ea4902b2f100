// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/neighbourpacket.h"

#include "daemon/net/arpframe.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>
#include <netinet/icmp6.h>

namespace tandem::net {

AnnouncementFrame arpRequest(const IpAddress &target, const IpAddress &source, const HardwareAddress &hardwareAddress)
{
    const ArpFrame arp = arpBroadcast(ARPOP_REQUEST, source, target, hardwareAddress);
    AnnouncementFrame frame;
    std::memcpy(frame.octets.data(), &arp, sizeof arp);
    frame.size = shortestFrame;
    return frame;
}

std::optional<ArpReply> readArpReply(std::span<const std::uint8_t> frame) noexcept
{
    ArpFrame arp;
    if (frame.size() < sizeof arp)
        return std::nullopt;
    std::memcpy(&arp, frame.data(), sizeof arp);
    if (arp.ethernet.h_proto != htons(ETH_P_ARP) || arp.header.ar_hrd != htons(ARPHRD_ETHER) ||
        arp.header.ar_pro != htons(ETH_P_IP) || arp.header.ar_hln != sizeof arp.senderHardware ||
        arp.header.ar_pln != sizeof arp.sender || arp.header.ar_op != htons(ARPOP_REPLY))
        return std::nullopt;
    ArpReply reply{IpAddress::fromOctets(std::span<const std::uint8_t, 4>(arp.sender)),
                   {},
                   IpAddress::fromOctets(std::span<const std::uint8_t, 4>(arp.target))};
    std::copy(std::begin(arp.senderHardware), std::end(arp.senderHardware), reply.hardwareAddress.begin());
    return reply;
}

Solicitation neighbourSolicitation(const IpAddress &target, const HardwareAddress &hardwareAddress)
{
    Solicitation message{};
    message[0] = ND_NEIGHBOR_SOLICIT;
    std::copy_n(target.octets().data(), 16, message.begin() + sizeof(icmp6_hdr));
    message[24] = ND_OPT_SOURCE_LINKADDR;
    message[25] = 1; // in units of 8 octets
    std::copy(hardwareAddress.begin(), hardwareAddress.end(), message.begin() + 26);
    return message;
}

IpAddress solicitedNodeGroup(const IpAddress &target)
{
    std::array<std::uint8_t, 16> octets{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff};
    std::copy_n(target.octets().data() + 13, 3, octets.begin() + 13);
    return IpAddress::fromOctets(octets);
}

std::optional<NeighbourReply> readNeighbourReply(std::span<const std::uint8_t> message, std::uint8_t hopLimit) noexcept
{
    constexpr std::size_t fixed = sizeof(nd_neighbor_advert);
    constexpr std::uint8_t solicited = 0x40; // in the first octet behind the checksum
    if (hopLimit != 255 || message.size() < fixed || message[0] != ND_NEIGHBOR_ADVERT || message[1] != 0 ||
        (message[4] & solicited) == 0)
        return std::nullopt;
    NeighbourReply reply{IpAddress::fromOctets(message.subspan<8, 16>()), {}};
    if (reply.target.isMulticast())
        return std::nullopt;
    // Each turn takes at least 8 octets.
    for (auto rest = message.subspan(fixed); !rest.empty();) {
        const std::size_t length = rest.size() < 2 ? 0 : rest[1] * std::size_t{8};
        if (length == 0 || length > rest.size())
            return std::nullopt;
        if (rest[0] == ND_OPT_TARGET_LINKADDR && length == 8)
            std::copy_n(rest.data() + 2, 6, reply.hardwareAddress.emplace().begin());
        rest = rest.subspan(length);
    }
    return reply;
}

} // namespace tandem::net
