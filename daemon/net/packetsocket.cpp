// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/packetsocket.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <sys/socket.h>

namespace tandem::net {

namespace {

constexpr int ttl = 255;            // RFC 5798 5.1.1.3
constexpr int typeOfService = 0xc0; // CS6, network control
constexpr std::size_t longestDatagram = 2048;

in_addr asInet(const IpAddress &address)
{
    in_addr inet{};
    std::memcpy(&inet, address.octets().data(), sizeof inet);
    return inet;
}

ip_mreqn membership(int index)
{
    ip_mreqn request{};
    request.imr_multiaddr = asInet(vrrp::multicastGroup(Family::V4));
    request.imr_ifindex = index;
    return request;
}

Failure failedTo(const std::string &interface, const char *what)
{
    const int error = errno;
    if (error == EPERM || error == EACCES)
        return fail(ErrorCode::NotAllowed, interface, std::string("not allowed to ") + what,
                    "tandemd needs CAP_NET_ADMIN and CAP_NET_RAW");
    return fail(ErrorCode::System, interface, std::string("cannot ") + what + ": " + std::strerror(error));
}

bool set(int fd, int level, int option, int value)
{
    return setsockopt(fd, level, option, &value, sizeof value) == 0;
}

} // namespace

PacketSocket::PacketSocket(Descriptor socket, int index)
    : m_socket(std::move(socket)), m_index(index), m_buffer(longestDatagram)
{
}

Result<PacketSocket> PacketSocket::open(const std::string &interface, int index)
{
    Descriptor socket(::socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, vrrp::protocolNumber));
    if (!socket)
        return failedTo(interface, "open a raw socket for VRRP");
    const int fd = socket.get();
    if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface.c_str(), static_cast<socklen_t>(interface.size() + 1)) !=
        0)
        return failedTo(interface, "bind the VRRP socket to the interface");
    const ip_mreqn outgoing = membership(index);
    // IP_MULTICAST_ALL off: groups that other programs joined are none of ours.
    if (!set(fd, IPPROTO_IP, IP_MULTICAST_LOOP, 0) || !set(fd, IPPROTO_IP, IP_MULTICAST_ALL, 0) ||
        !set(fd, IPPROTO_IP, IP_MULTICAST_TTL, ttl) || !set(fd, IPPROTO_IP, IP_TTL, ttl) ||
        !set(fd, IPPROTO_IP, IP_TOS, typeOfService) || !set(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT) ||
        !set(fd, SOL_SOCKET, SO_PRIORITY, 6) ||
        setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &outgoing, sizeof outgoing) != 0)
        return failedTo(interface, "set up the VRRP socket");
    PacketSocket packets(std::move(socket), index);
    if (const int error = packets.join(); error != 0) {
        errno = error;
        return failedTo(interface, "join 224.0.0.18");
    }
    return packets;
}

int PacketSocket::join() noexcept
{
    const ip_mreqn request = membership(m_index);
    setsockopt(fd(), IPPROTO_IP, IP_DROP_MEMBERSHIP, &request, sizeof request);
    return setsockopt(fd(), IPPROTO_IP, IP_ADD_MEMBERSHIP, &request, sizeof request) == 0 ? 0 : errno;
}

int PacketSocket::send(std::span<const std::uint8_t> payload, const IpAddress &source,
                       const IpAddress &destination) noexcept
{
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr = asInet(destination);
    iovec part{const_cast<std::uint8_t *>(payload.data()), payload.size()};
    // The source address goes with each datagram: a bound raw socket would no longer hear multicast.
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(in_pktinfo))> control{};
    msghdr message{};
    message.msg_name = &to;
    message.msg_namelen = sizeof to;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = IPPROTO_IP;
    header->cmsg_type = IP_PKTINFO;
    header->cmsg_len = CMSG_LEN(sizeof(in_pktinfo));
    in_pktinfo info{};
    info.ipi_ifindex = m_index;
    info.ipi_spec_dst = asInet(source);
    std::memcpy(CMSG_DATA(header), &info, sizeof info);
    for (;;) {
        if (sendmsg(fd(), &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
            return 0;
        if (errno != EINTR)
            return errno;
    }
}

long PacketSocket::next() noexcept
{
    for (int attempt = 0; attempt < mostPackets; ++attempt) {
        const ssize_t size = recv(fd(), m_buffer.data(), m_buffer.size(), MSG_DONTWAIT);
        if (size >= 0)
            return size;
        if (errno == EAGAIN)
            return -1;
        // ENETDOWN and the like are reported once and say nothing of what is queued behind them.
    }
    return -1;
}

std::span<const std::uint8_t> PacketSocket::split(std::size_t size, vrrp::Envelope &envelope) const
{
    const std::span<const std::uint8_t> whole(m_buffer.data(), size);
    if (size < sizeof(iphdr))
        return {};
    const std::size_t headerSize = (whole[0] & 0x0fU) * std::size_t{4};
    if (headerSize < sizeof(iphdr) || headerSize > size)
        return {};
    envelope.hopLimit = whole[8];
    envelope.source = IpAddress::fromOctets(whole.subspan<12, 4>());
    envelope.destination = IpAddress::fromOctets(whole.subspan<16, 4>());
    envelope.multicast = envelope.destination.isMulticast();
    return whole.subspan(headerSize);
}

} // namespace tandem::net
