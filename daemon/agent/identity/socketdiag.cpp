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
#include <linux/rtnetlink.h>
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

/// The kernel's program for "the local address is none of these": for each, if it is that one go on to a jump that
/// refuses, else past the jump. A jump to 4 octets behind the end refuses; one to the end accepts.
std::vector<std::uint8_t> programAgainst(std::span<const IpAddress> addresses)
{
    constexpr std::size_t jump = sizeof(inet_diag_bc_op);
    constexpr std::size_t fixedPart = sizeof(inet_diag_bc_op) + sizeof(inet_diag_hostcond);
    std::size_t left = 0;
    for (const IpAddress &address : addresses)
        left += fixedPart + address.octets().size() + jump;
    std::vector<std::uint8_t> program;
    for (const IpAddress &address : addresses) {
        const std::size_t length = fixedPart + address.octets().size();
        append(program, inet_diag_bc_op{INET_DIAG_BC_S_COND, static_cast<unsigned char>(length),
                                        static_cast<unsigned short>(length + jump)});
        inet_diag_hostcond host{};
        host.family = address.family() == Family::V4 ? AF_INET : AF_INET6; // AF_INET: mapped ones as well
        host.prefix_len = static_cast<__u8>(address.octets().size() * 8);
        host.port = -1; // any
        append(program, host);
        program.insert(program.end(), address.octets().begin(), address.octets().end());
        left -= length;
        append(program, inet_diag_bc_op{INET_DIAG_BC_JMP, jump, static_cast<unsigned short>(left + 4)});
        left -= jump;
    }
    return program;
}

Result<void> listPort(const NetlinkSocket &socket, Family family, std::uint16_t port,
                      const std::vector<IpAddress> &except, Instant deadline,
                      const std::function<void(const std::vector<Connection> &)> &take)
{
    static thread_local std::uint32_t sequence = 0;
    std::vector<std::uint8_t> buffer(bufferSize);
    ConnectionsPart part;
    if (const auto sent = socket.send(connectionsRequest(family, port, except, ++sequence)); !sent)
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

std::vector<std::uint8_t> connectionsRequest(Family family, std::uint16_t localPort,
                                             const std::vector<IpAddress> &except, std::uint32_t sequence)
{
    inet_diag_req_v2 body{};
    body.sdiag_family = family == Family::V4 ? AF_INET : AF_INET6;
    body.sdiag_protocol = IPPROTO_TCP;
    body.idiag_states = 1U << TCP_ESTABLISHED;
    body.id.idiag_sport = htons(localPort);
    body.id.idiag_cookie[0] = body.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
    std::vector<std::uint8_t> octets;
    append(octets, body);
    if (!except.empty()) {
        const auto program = programAgainst(std::span(except).first(std::min(except.size(), mostExcepted)));
        append(octets, rtattr{static_cast<unsigned short>(sizeof(rtattr) + program.size()), INET_DIAG_REQ_BYTECODE});
        octets.insert(octets.end(), program.begin(), program.end());
    }
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

Result<void> listConnections(const std::vector<std::uint16_t> &localPorts, const std::vector<IpAddress> &except,
                             std::chrono::milliseconds limit,
                             const std::function<void(const std::vector<Connection> &)> &take)
{
    const Instant deadline = BootClock::now() + limit;
    const auto socket = NetlinkSocket::open(NETLINK_SOCK_DIAG);
    if (!socket)
        return Failure(socket.error());
    for (const std::uint16_t port : localPorts)
        for (const Family family : {Family::V4, Family::V6}) // MaxScale's own default is to listen on ::
            if (const auto done = listPort(*socket, family, port, except, deadline, take); !done)
                return done;
    return {};
}

} // namespace tandem::agent
