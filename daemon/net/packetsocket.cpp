// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/packetsocket.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/ip.h>

namespace tandem::net {

namespace {

constexpr int hopLimit = 255;       // RFC 5798 5.1.1.3, 5.1.2.3
constexpr int typeOfService = 0xc0; // CS6, network control
/// Octets. 255 routers of each of some peers may speak at once; by default there is room for some 270 adverts.
constexpr int receiveBuffer = 1 << 20;
#ifndef IPV6_MULTICAST_ALL
constexpr int IPV6_MULTICAST_ALL = 29; // Linux 4.20; not in this libc's headers
#endif

in_addr asInet(const IpAddress &address)
{
    in_addr inet{};
    std::memcpy(&inet, address.octets().data(), sizeof inet);
    return inet;
}

in6_addr asInet6(const IpAddress &address)
{
    in6_addr inet{};
    std::memcpy(&inet, address.octets().data(), sizeof inet);
    return inet;
}

IpAddress fromInet6(const in6_addr &inet)
{
    return IpAddress::fromOctets(std::span<const std::uint8_t, 16>(inet.s6_addr, 16));
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

bool setUpIpv4(int fd, int index)
{
    const ip_mreqn outgoing = membership(index);
    // IP_MULTICAST_ALL off: groups that other programs joined are none of ours.
    return set(fd, IPPROTO_IP, IP_MULTICAST_LOOP, 0) && set(fd, IPPROTO_IP, IP_MULTICAST_ALL, 0) &&
           set(fd, IPPROTO_IP, IP_MULTICAST_TTL, hopLimit) && set(fd, IPPROTO_IP, IP_TTL, hopLimit) &&
           set(fd, IPPROTO_IP, IP_TOS, typeOfService) && set(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT) &&
           setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &outgoing, sizeof outgoing) == 0;
}

bool setUpIpv6(int fd, int index)
{
    // A raw socket of IPv6 has no IPV6_CHECKSUM of its own accord (RFC 3542 3.1): the kernel leaves ours alone.
    return set(fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0) && set(fd, IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0) &&
           set(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, hopLimit) && set(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, hopLimit) &&
           set(fd, IPPROTO_IPV6, IPV6_TCLASS, typeOfService) &&
           set(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_DONT) && set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1) &&
           set(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1) && set(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, index);
}

/// A message of one part with one control message behind it.
struct Outgoing
{
    iovec part{};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(in6_pktinfo))> control{};
    msghdr message{};

    template <class Info, class To>
    Outgoing(std::span<const std::uint8_t> payload, To &to, int level, int type, const Info &info)
    {
        part = {const_cast<std::uint8_t *>(payload.data()), payload.size()};
        message.msg_name = &to;
        message.msg_namelen = sizeof to;
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = CMSG_SPACE(sizeof info);
        cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = level;
        header->cmsg_type = type;
        header->cmsg_len = CMSG_LEN(sizeof info);
        std::memcpy(CMSG_DATA(header), &info, sizeof info);
    }
};

} // namespace

Result<PacketSocket> PacketSocket::opened(const std::string &interface, int index, Family family)
{
    const int domain = family == Family::V4 ? AF_INET : AF_INET6;
    Descriptor socket(::socket(domain, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, vrrp::protocolNumber));
    if (!socket)
        return failedTo(interface, "open a raw socket for VRRP");
    const int fd = socket.get();
    if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface.c_str(), static_cast<socklen_t>(interface.size() + 1)) !=
        0)
        return failedTo(interface, "bind the VRRP socket to the interface");
    if (!(family == Family::V4 ? setUpIpv4(fd, index) : setUpIpv6(fd, index)) || !set(fd, SOL_SOCKET, SO_PRIORITY, 6))
        return failedTo(interface, "set up the VRRP socket");
    if (!set(fd, SOL_SOCKET, SO_RCVBUFFORCE, receiveBuffer)) // needs CAP_NET_ADMIN
        set(fd, SOL_SOCKET, SO_RCVBUF, receiveBuffer);       // as far as the host allows it
    return PacketSocket(std::move(socket), index, family);
}

Result<PacketSocket> PacketSocket::open(const std::string &interface, int index, Family family)
{
    auto packets = opened(interface, index, family);
    if (!packets)
        return packets;
    if (const int error = packets->join(); error != 0) {
        errno = error;
        return failedTo(interface, family == Family::V4 ? "join 224.0.0.18" : "join ff02::12");
    }
    return packets;
}

Result<PacketSocket> PacketSocket::openForSending(const std::string &interface, int index, Family family)
{
    auto packets = opened(interface, index, family);
    if (!packets)
        return packets;
    sock_filter dropAll{BPF_RET | BPF_K, 0, 0, 0};
    const sock_fprog program{1, &dropAll};
    if (setsockopt(packets->fd(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0)
        return failedTo(interface, "close the VRRP socket's ear");
    return packets;
}

int PacketSocket::join() noexcept
{
    if (m_family == Family::V4) {
        const ip_mreqn request = membership(m_index);
        setsockopt(fd(), IPPROTO_IP, IP_DROP_MEMBERSHIP, &request, sizeof request);
        return setsockopt(fd(), IPPROTO_IP, IP_ADD_MEMBERSHIP, &request, sizeof request) == 0 ? 0 : errno;
    }
    const ipv6_mreq request{asInet6(vrrp::multicastGroup(Family::V6)), static_cast<unsigned>(m_index)};
    setsockopt(fd(), IPPROTO_IPV6, IPV6_DROP_MEMBERSHIP, &request, sizeof request);
    return setsockopt(fd(), IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, &request, sizeof request) == 0 ? 0 : errno;
}

int PacketSocket::sendMessage(msghdr &message) noexcept
{
    for (;;) {
        if (sendmsg(fd(), &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
            return 0;
        if (errno != EINTR)
            return errno;
    }
}

int PacketSocket::send(std::span<const std::uint8_t> payload, const IpAddress &source,
                       const IpAddress &destination) noexcept
{
    if (source.family() != m_family || destination.family() != m_family)
        return EAFNOSUPPORT;
    // The source address goes with each datagram: a bound raw socket would no longer hear multicast.
    if (m_family == Family::V4) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_addr = asInet(destination);
        in_pktinfo info{};
        info.ipi_ifindex = m_index;
        info.ipi_spec_dst = asInet(source);
        Outgoing outgoing(payload, to, IPPROTO_IP, IP_PKTINFO, info);
        return sendMessage(outgoing.message);
    }
    sockaddr_in6 to{};
    to.sin6_family = AF_INET6;
    to.sin6_addr = asInet6(destination);
    if (destination.isLinkLocal() || destination.isMulticast())
        to.sin6_scope_id = static_cast<std::uint32_t>(m_index);
    in6_pktinfo info{};
    info.ipi6_ifindex = static_cast<unsigned>(m_index);
    info.ipi6_addr = asInet6(source);
    Outgoing outgoing(payload, to, IPPROTO_IPV6, IPV6_PKTINFO, info);
    return sendMessage(outgoing.message);
}

bool PacketSocket::next(Buffer &buffer, vrrp::Envelope &envelope, std::span<const std::uint8_t> &payload) noexcept
{
    sockaddr_in6 from{}; // large enough for both families
    alignas(cmsghdr) std::array<char, 256> control;
    iovec part{buffer.data(), buffer.size()};
    for (int attempt = 0; attempt < mostPackets; ++attempt) {
        msghdr message{};
        message.msg_name = &from;
        message.msg_namelen = sizeof from;
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = m_family == Family::V4 ? 0 : control.size();
        const ssize_t size = recvmsg(fd(), &message, MSG_DONTWAIT);
        if (size < 0 && errno == EAGAIN)
            return false;
        if (size < 0)
            continue; // ENETDOWN and the like are reported once and say nothing of what is queued behind them
        const std::span<const std::uint8_t> datagram(buffer.data(), static_cast<std::size_t>(size));
        if (m_family == Family::V4) {
            payload = splitIpv4(datagram, envelope);
            return true;
        }
        envelope.source = fromInet6(from.sin6_addr);
        payload = readIpv6Control(message, envelope) ? datagram : std::span<const std::uint8_t>{};
        return true;
    }
    return false;
}

std::span<const std::uint8_t> splitIpv4(std::span<const std::uint8_t> datagram, vrrp::Envelope &envelope) noexcept
{
    if (datagram.size() < sizeof(iphdr) || (datagram[0] >> 4U) != 4)
        return {};
    const std::size_t headerSize = (datagram[0] & 0x0fU) * std::size_t{4};
    if (headerSize < sizeof(iphdr) || headerSize > datagram.size())
        return {};
    envelope.hopLimit = datagram[8];
    envelope.source = IpAddress::fromOctets(datagram.subspan<12, 4>());
    envelope.destination = IpAddress::fromOctets(datagram.subspan<16, 4>());
    envelope.multicast = envelope.destination.isMulticast();
    return datagram.subspan(headerSize);
}

bool readIpv6Control(const msghdr &message, vrrp::Envelope &envelope) noexcept
{
    bool addressed = false;
    bool limited = false;
    msghdr whole = message; // CMSG_NXTHDR takes no const
    for (cmsghdr *header = CMSG_FIRSTHDR(&whole); header != nullptr; header = CMSG_NXTHDR(&whole, header)) {
        if (header->cmsg_level != IPPROTO_IPV6)
            continue;
        if (header->cmsg_type == IPV6_PKTINFO && header->cmsg_len >= CMSG_LEN(sizeof(in6_pktinfo))) {
            in6_pktinfo info{};
            std::memcpy(&info, CMSG_DATA(header), sizeof info);
            envelope.destination = fromInet6(info.ipi6_addr);
            envelope.multicast = envelope.destination.isMulticast();
            addressed = true;
        } else if (header->cmsg_type == IPV6_HOPLIMIT && header->cmsg_len >= CMSG_LEN(sizeof(int))) {
            int limit = 0;
            std::memcpy(&limit, CMSG_DATA(header), sizeof limit);
            if (limit >= 0 && limit <= 255) {
                envelope.hopLimit = static_cast<std::uint8_t>(limit);
                limited = true;
            }
        }
    }
    return addressed && limited;
}

} // namespace tandem::net
