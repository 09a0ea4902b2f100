// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/identity/socketdiag.h"

#include "base/clock.h"
#include "daemon/agent/identity/netlinkreader.h"
#include "daemon/agent/identity/netlinksocket.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace tandem::agent {

namespace {

constexpr std::size_t bufferSize = 64 * 1024; // a dump's datagram is 32 KiB at most

IpAddress addressOf(std::uint8_t family, const __be32 (&words)[4])
{
    std::array<std::uint8_t, 16> octets{};
    std::memcpy(octets.data(), words, octets.size());
    if (family == AF_INET)
        return IpAddress::fromOctets(std::span(octets).first<4>());
    return withoutMapping(IpAddress::fromOctets(std::span<const std::uint8_t, 16>(octets)));
}

Result<void> listPort(const NetlinkSocket &socket, Family family, std::uint16_t port, Instant deadline,
                      const std::function<void(const std::vector<Connection> &)> &take)
{
    static thread_local std::uint32_t sequence = 0;
    std::vector<std::uint8_t> buffer(bufferSize);
    ConnectionsPart part;
    if (const auto sent = socket.send(connectionsRequest(family, port, ++sequence)); !sent)
        return sent;
    while (BootClock::now() < deadline) {
        const auto datagram = socket.receive(buffer);
        if (!datagram)
            return Failure(datagram.error());
        readConnections(*datagram, sequence, part);
        if (part.error != 0)
            return fail(ErrorCode::System, "sock_diag", std::strerror(part.error));
        take(part.connections);
        if (part.last)
            return {};
    }
    return fail(ErrorCode::System, "sock_diag", "listing the connections takes too long");
}

} // namespace

IpAddress withoutMapping(const IpAddress &address)
{
    constexpr std::array<std::uint8_t, 12> prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    const auto octets = address.octets();
    if (octets.size() != 16 || !std::equal(prefix.begin(), prefix.end(), octets.begin()))
        return address;
    return IpAddress::fromOctets(octets.subspan<12, 4>());
}

std::vector<std::uint8_t> connectionsRequest(Family family, std::uint16_t localPort, std::uint32_t sequence)
{
    inet_diag_req_v2 body{};
    body.sdiag_family = family == Family::V4 ? AF_INET : AF_INET6;
    body.sdiag_protocol = IPPROTO_TCP;
    body.idiag_states = 1U << TCP_ESTABLISHED;
    body.id.idiag_sport = htons(localPort);
    body.id.idiag_cookie[0] = body.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
    std::vector<std::uint8_t> octets;
    append(octets, body);
    return netlinkRequest(SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, sequence, octets);
}

void readConnections(std::span<const std::uint8_t> datagram, std::uint32_t sequence, ConnectionsPart &part)
{
    part.connections.clear();
    part.last = false;
    part.error = 0;
    NetlinkReader messages(datagram);
    while (const auto message = messages.next()) {
        if (message->sequence != sequence)
            continue;
        if (message->type == NLMSG_DONE)
            part.last = true;
        else if (const auto error = message->type == NLMSG_ERROR ? readAs<nlmsgerr>(message->body) : std::nullopt)
            part.error = -error->error;
        const auto one = message->type == SOCK_DIAG_BY_FAMILY ? readAs<inet_diag_msg>(message->body) : std::nullopt;
        if (!one || (one->idiag_family != AF_INET && one->idiag_family != AF_INET6))
            continue;
        part.connections.push_back({addressOf(one->idiag_family, one->id.idiag_src),
                                    addressOf(one->idiag_family, one->id.idiag_dst), ntohs(one->id.idiag_sport),
                                    ntohs(one->id.idiag_dport)});
    }
}

Result<void> listConnections(const std::vector<std::uint16_t> &localPorts, std::chrono::milliseconds limit,
                             const std::function<void(const std::vector<Connection> &)> &take)
{
    const Instant deadline = BootClock::now() + limit;
    const auto socket = NetlinkSocket::open(NETLINK_SOCK_DIAG);
    if (!socket)
        return Failure(socket.error());
    for (const std::uint16_t port : localPorts)
        for (const Family family : {Family::V4, Family::V6}) // MaxScale's own default is to listen on ::
            if (const auto done = listPort(*socket, family, port, deadline, take); !done)
                return done;
    return {};
}

} // namespace tandem::agent
