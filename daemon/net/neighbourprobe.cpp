// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/neighbourprobe.h"

#include "daemon/net/defaultroute.h"
#include "daemon/net/neighbourpacket.h"
#include "daemon/net/packetsocket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace tandem::net {

namespace {

constexpr int mostAnswers = 256; // a look at one socket; the rest at the next
constexpr int mostReady = 16;

bool set(int fd, int level, int option, int value)
{
    return setsockopt(fd, level, option, &value, sizeof value) == 0;
}

/// Hears ARP replies that are for this host, nothing else: the wire's other traffic wakes nobody.
Descriptor arpSocket()
{
    Descriptor socket(::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)); // bound later
    constexpr auto packetType = static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_PKTTYPE);
    std::array<sock_filter, 6> program{{
        {BPF_LD | BPF_W | BPF_ABS, 0, 0, packetType},
        {BPF_JMP | BPF_JEQ | BPF_K, 0, 3, PACKET_HOST},
        {BPF_LD | BPF_H | BPF_ABS, 0, 0, ETH_HLEN + 6}, // the operation
        {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, ARPOP_REPLY},
        {BPF_RET | BPF_K, 0, 0, 0xffff},
        {BPF_RET | BPF_K, 0, 0, 0},
    }};
    const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    if (socket && setsockopt(socket.get(), SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) != 0)
        socket.reset();
    return socket;
}

/// Hears neighbour advertisements; the kernel checks and makes the checksums (RFC 3542 3.1).
Descriptor solicitationSocket()
{
    Descriptor socket(::socket(AF_INET6, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_ICMPV6));
    const int fd = socket.get();
    icmp6_filter filter;
    ICMP6_FILTER_SETBLOCKALL(&filter);
    ICMP6_FILTER_SETPASS(ND_NEIGHBOR_ADVERT, &filter);
    // RFC 4861 7.1.1: a solicitation with another hop limit is discarded.
    if (socket && (setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof filter) != 0 ||
                   !set(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 255) || !set(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 255) ||
                   !set(fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0) || !set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1) ||
                   !set(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1)))
        socket.reset();
    return socket;
}

sockaddr_in6 socketAddress(const IpAddress &address, int index)
{
    sockaddr_in6 made{};
    made.sin6_family = AF_INET6;
    std::memcpy(&made.sin6_addr, address.octets().data(), sizeof made.sin6_addr);
    if (address.isLinkLocal() || address.isMulticast())
        made.sin6_scope_id = static_cast<std::uint32_t>(index);
    return made;
}

ifreq requestFor(const std::string &interface)
{
    ifreq request{};
    std::copy_n(interface.data(), std::min(interface.size(), sizeof request.ifr_name - 1), request.ifr_name);
    return request;
}

int sendTo(int fd, std::span<const std::uint8_t> octets, const void *to, socklen_t size) noexcept
{
    const auto *address = static_cast<const sockaddr *>(to);
    return sendto(fd, octets.data(), octets.size(), MSG_DONTWAIT | MSG_NOSIGNAL, address, size) >= 0 ? 0 : errno;
}

} // namespace

Result<NeighbourProbe> NeighbourProbe::open()
{
    Descriptor poll(epoll_create1(EPOLL_CLOEXEC));
    if (!poll)
        return fail(ErrorCode::System, "epoll", std::strerror(errno));
    return NeighbourProbe(std::move(poll));
}

/// Nothing, with errno, where there can be no socket.
NeighbourProbe::Ear *NeighbourProbe::earOn(const std::string &interface, Family family) noexcept
{
    for (Ear &ear : m_ears) {
        if (ear.interface == interface && ear.family == family)
            return &ear;
    }
    auto socket = family == Family::V4 ? arpSocket() : solicitationSocket();
    if (!socket)
        return nullptr;
    Ear &made = m_ears.emplace_back();
    made.interface = interface;
    made.family = family;
    made.socket = std::move(socket);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &made;
    if (epoll_ctl(m_poll.get(), EPOLL_CTL_ADD, made.socket.get(), &event) == 0)
        return &made;
    m_ears.pop_back();
    return nullptr;
}

int NeighbourProbe::bindArp(Ear &ear, int index) noexcept
{
    if (ear.index == index)
        return 0;
    sockaddr_ll here{};
    here.sll_family = AF_PACKET;
    here.sll_protocol = htons(ETH_P_ARP);
    here.sll_ifindex = index;
    return bind(ear.socket.get(), reinterpret_cast<const sockaddr *>(&here), sizeof here) == 0 ? 0 : errno;
}

/// Bound to the asking address, so that only what answers it is heard.
int NeighbourProbe::bindSolicitations(Ear &ear, int index, const IpAddress &source) noexcept
{
    if (ear.index == index && ear.source == source)
        return 0;
    const int fd = ear.socket.get();
    const auto here = socketAddress(source, index);
    const auto length = static_cast<socklen_t>(ear.interface.size() + 1);
    const bool done = setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, ear.interface.c_str(), length) == 0 &&
                      set(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, index) &&
                      bind(fd, reinterpret_cast<const sockaddr *>(&here), sizeof here) == 0;
    return done ? 0 : errno;
}

/// The interface may be another one by now, under the same name.
int NeighbourProbe::locate(Ear &ear, const IpAddress &source) noexcept
{
    ifreq named = requestFor(ear.interface);
    if (ioctl(ear.socket.get(), SIOCGIFINDEX, &named) != 0)
        return errno;
    const int index = named.ifr_ifindex;
    ifreq hardware = requestFor(ear.interface);
    if (ioctl(ear.socket.get(), SIOCGIFHWADDR, &hardware) != 0)
        return errno;
    if (hardware.ifr_hwaddr.sa_family != ARPHRD_ETHER)
        return EAFNOSUPPORT;
    const int error = ear.family == Family::V4 ? bindArp(ear, index) : bindSolicitations(ear, index, source);
    if (error != 0)
        return error;
    std::memcpy(ear.hardwareAddress.data(), hardware.ifr_hwaddr.sa_data, ear.hardwareAddress.size());
    ear.index = index;
    ear.source = source;
    return 0;
}

int NeighbourProbe::ask(const std::string &interface, const IpAddress &source, const IpAddress &target) noexcept
{
    if (source.family() != target.family())
        return EAFNOSUPPORT;
    if (source.isUnspecified())
        return EADDRNOTAVAIL;
    Ear *ear = earOn(interface, source.family());
    if (ear == nullptr)
        return errno;
    if (const int error = locate(*ear, source); error != 0)
        return error;
    if (ear->family == Family::V4) {
        const auto frame = arpRequest(target, source, ear->hardwareAddress);
        sockaddr_ll to{};
        to.sll_family = AF_PACKET;
        to.sll_protocol = htons(ETH_P_ARP);
        to.sll_ifindex = ear->index;
        to.sll_halen = ETH_ALEN;
        std::memset(to.sll_addr, 0xff, ETH_ALEN);
        return sendTo(ear->socket.get(), frame.bytes(), &to, sizeof to);
    }
    const auto message = neighbourSolicitation(target, ear->hardwareAddress);
    const auto to = socketAddress(solicitedNodeGroup(target), ear->index);
    return sendTo(ear->socket.get(), message, &to, sizeof to);
}

std::optional<IpAddress> NeighbourProbe::gateway(const std::string &interface, Family family) noexcept
{
    const auto index = static_cast<int>(if_nametoindex(interface.c_str()));
    return index == 0 ? std::nullopt : defaultGateway(index, family);
}

/// One packet; false where none is left.
bool NeighbourProbe::hear(Ear &ear, engine::NeighbourListener &listener)
{
    std::array<std::uint8_t, 1500> buffer;
    alignas(cmsghdr) std::array<char, 256> control;
    iovec part{buffer.data(), buffer.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t size = recvmsg(ear.socket.get(), &message, MSG_DONTWAIT);
    if (size < 0)
        return errno != EAGAIN; // ENETDOWN is reported once, and says nothing of what is queued behind it
    const std::span<const std::uint8_t> octets(buffer.data(), static_cast<std::size_t>(size));
    if (ear.family == Family::V4) {
        const auto reply = readArpReply(octets);
        if (reply && reply->asker == ear.source)
            listener.neighbourAnswered(ear.interface, reply->target, reply->hardwareAddress);
        return true;
    }
    vrrp::Envelope envelope;
    if (!readIpv6Control(message, envelope))
        return true;
    if (const auto reply = readNeighbourReply(octets, envelope.hopLimit))
        listener.neighbourAnswered(ear.interface, reply->target, reply->hardwareAddress.value_or(HardwareAddress{}));
    return true;
}

void NeighbourProbe::drain(engine::NeighbourListener &listener)
{
    std::array<epoll_event, mostReady> ready;
    const int count = epoll_wait(m_poll.get(), ready.data(), mostReady, 0);
    for (int i = 0; i < count; ++i) {
        auto &ear = *static_cast<Ear *>(ready[static_cast<std::size_t>(i)].data.ptr);
        for (int answers = 0; answers < mostAnswers && hear(ear, listener); ++answers) {
        }
    }
}

} // namespace tandem::net
