// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/announcer.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <linux/if_arp.h>
#include <linux/if_ether.h>

namespace tandem::net {

namespace {

struct [[gnu::packed]] ArpFrame
{
    ethhdr ethernet;
    arphdr header;
    std::uint8_t senderHardware[6];
    std::uint8_t sender[4];
    std::uint8_t targetHardware[6];
    std::uint8_t target[4];
};

} // namespace

void Announcement::add(const IpAddress &vip, int index, const std::array<std::uint8_t, 6> &hardwareAddress)
{
    for (const std::uint16_t operation : {ARPOP_REQUEST, ARPOP_REPLY}) {
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
        std::memcpy(arp.sender, vip.octets().data(), sizeof arp.sender);
        std::memset(arp.targetHardware, 0xff, sizeof arp.targetHardware);
        std::memcpy(arp.target, vip.octets().data(), sizeof arp.target);

        Frame frame;
        static_assert(sizeof arp <= frameSize);
        std::memcpy(frame.octets.data(), &arp, sizeof arp);
        frame.to.sll_family = AF_PACKET;
        frame.to.sll_protocol = htons(ETH_P_ARP);
        frame.to.sll_ifindex = index;
        frame.to.sll_halen = ETH_ALEN;
        std::memset(frame.to.sll_addr, 0xff, ETH_ALEN);
        m_frames.push_back(frame);
    }
}

Result<Announcer> Announcer::open()
{
    // Protocol 0: it only sends, nothing is ever queued for it.
    Descriptor socket(::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket) {
        const bool refused = errno == EPERM || errno == EACCES;
        return fail(refused ? ErrorCode::NotAllowed : ErrorCode::System, "announcer",
                    std::string("cannot open a packet socket for gratuitous ARP: ") + std::strerror(errno),
                    refused ? "tandemd needs CAP_NET_RAW" : "");
    }
    return Announcer(std::move(socket));
}

int Announcer::send(const Announcement &announcement) noexcept
{
    int firstError = 0;
    for (const auto &frame : announcement.m_frames) {
        const auto sent = sendto(m_socket.get(), frame.octets.data(), frame.octets.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                                 reinterpret_cast<const sockaddr *>(&frame.to), sizeof frame.to);
        if (sent < 0 && firstError == 0)
            firstError = errno;
    }
    return firstError;
}

} // namespace tandem::net
