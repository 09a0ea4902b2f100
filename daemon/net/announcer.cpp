// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/announcer.h"

#include "daemon/net/arpframe.h"
#include "vrrp/checksum.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <linux/if_packet.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip6.h>
#include <sys/socket.h>

namespace tandem::net {

namespace {

constexpr std::uint32_t versionAndClass = 0x6c000000; // IPv6, traffic class CS6

struct [[gnu::packed]] Advertisement
{
    nd_neighbor_advert header;
    std::uint8_t optionType;
    std::uint8_t optionLength; ///< in units of 8 octets
    std::uint8_t hardware[6];
};

struct [[gnu::packed]] AdvertisementFrame
{
    ethhdr ethernet;
    ip6_hdr ip;
    Advertisement message;
};

template <class Plain>
AnnouncementFrame asFrame(const Plain &plain)
{
    AnnouncementFrame frame;
    static_assert(sizeof plain <= sizeof frame.octets);
    std::memcpy(frame.octets.data(), &plain, sizeof plain);
    frame.size = std::max(sizeof plain, shortestFrame);
    return frame;
}

} // namespace

AnnouncementFrame gratuitousArp(const IpAddress &vip, const HardwareAddress &hardwareAddress, ArpKind kind)
{
    ArpFrame arp = arpBroadcast(static_cast<std::uint16_t>(kind), vip, vip, hardwareAddress);
    std::memset(arp.targetHardware, 0xff, sizeof arp.targetHardware);
    return asFrame(arp);
}

AnnouncementFrame neighbourAdvertisement(const IpAddress &vip, const HardwareAddress &hardwareAddress)
{
    AdvertisementFrame frame{};
    // RFC 2464 7: 33:33 and the last four octets of the group.
    const std::array<std::uint8_t, 6> allNodesFrame{0x33, 0x33, 0, 0, 0, 1};
    const std::array<std::uint8_t, 16> allNodes{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    std::memcpy(frame.ethernet.h_dest, allNodesFrame.data(), allNodesFrame.size());
    std::memcpy(frame.ethernet.h_source, hardwareAddress.data(), hardwareAddress.size());
    frame.ethernet.h_proto = htons(ETH_P_IPV6);

    const std::uint32_t first = htonl(versionAndClass);
    std::memcpy(&frame.ip, &first, sizeof first);
    frame.ip.ip6_ctlun.ip6_un1.ip6_un1_plen = htons(sizeof frame.message);
    frame.ip.ip6_ctlun.ip6_un1.ip6_un1_nxt = IPPROTO_ICMPV6;
    frame.ip.ip6_ctlun.ip6_un1.ip6_un1_hlim = 255; // RFC 4861 7.1.2: others are discarded
    std::memcpy(&frame.ip.ip6_src, vip.octets().data(), sizeof frame.ip.ip6_src);
    std::memcpy(&frame.ip.ip6_dst, allNodes.data(), allNodes.size());

    Advertisement message{};
    message.header.nd_na_type = ND_NEIGHBOR_ADVERT;
    message.header.nd_na_flags_reserved = ND_NA_FLAG_ROUTER | ND_NA_FLAG_OVERRIDE;
    std::memcpy(&message.header.nd_na_target, vip.octets().data(), sizeof message.header.nd_na_target);
    message.optionType = ND_OPT_TARGET_LINKADDR;
    message.optionLength = 1;
    std::memcpy(message.hardware, hardwareAddress.data(), hardwareAddress.size());
    vrrp::ChecksumSum sum; // RFC 4443 2.3: over the pseudo-header of RFC 8200 8.1 and the message
    sum.add(vip.octets());
    sum.add(allNodes);
    sum.addWord(sizeof message);
    sum.addWord(IPPROTO_ICMPV6);
    sum.add({reinterpret_cast<const std::uint8_t *>(&message), sizeof message});
    message.header.nd_na_cksum = htons(sum.checksum());
    frame.message = message;
    return asFrame(frame);
}

Result<Announcer> Announcer::open()
{
    // Protocol 0: it only sends, nothing is ever queued for it.
    Descriptor socket(::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket) {
        const bool refused = errno == EPERM || errno == EACCES;
        return fail(refused ? ErrorCode::NotAllowed : ErrorCode::System, "announcer",
                    std::string("cannot open a packet socket for announcements: ") + std::strerror(errno),
                    refused ? "tandemd needs CAP_NET_RAW" : "");
    }
    return Announcer(std::move(socket));
}

int Announcer::send(const AnnouncementFrame &frame, int index) noexcept
{
    sockaddr_ll to{};
    to.sll_family = AF_PACKET;
    std::memcpy(&to.sll_protocol, frame.octets.data() + offsetof(ethhdr, h_proto), sizeof to.sll_protocol);
    to.sll_ifindex = index;
    to.sll_halen = ETH_ALEN;
    std::memcpy(to.sll_addr, frame.octets.data(), ETH_ALEN);
    for (;;) {
        if (sendto(m_socket.get(), frame.octets.data(), frame.size, MSG_DONTWAIT | MSG_NOSIGNAL,
                   reinterpret_cast<const sockaddr *>(&to), sizeof to) >= 0)
            return 0;
        if (errno != EINTR)
            return errno;
    }
}

int Announcer::announce(const IpAddress &vip, int index, const HardwareAddress &hardwareAddress) noexcept
{
    if (vip.family() == Family::V6)
        return send(neighbourAdvertisement(vip, hardwareAddress), index);
    const int request = send(gratuitousArp(vip, hardwareAddress, ArpKind::Request), index);
    const int reply = send(gratuitousArp(vip, hardwareAddress, ArpKind::Reply), index);
    return request != 0 ? request : reply;
}

} // namespace tandem::net
