// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ipaddress.h"
#include "base/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

/// The kernel's table of TCP connections, asked over netlink (sock_diag(7)): /proc/net/tcp costs ten times as much.
namespace tandem::agent {

/// An established connection. IPv4 in IPv6 (::ffff:10.0.0.1, RFC 4291 2.5.5.2) is shown as IPv4.
struct Connection
{
    IpAddress local;
    IpAddress peer;
    std::uint16_t localPort = 0;
    std::uint16_t peerPort = 0;

    bool operator==(const Connection &) const = default;
};

IpAddress withoutMapping(const IpAddress &address);

/// Established TCP connections of one family with this local port, but for those to the local addresses `except`: the
/// kernel leaves them out, which costs it a twentieth of telling them. Of `except`, mostExcepted; the caller is to
/// expect some all the same.
std::vector<std::uint8_t> connectionsRequest(Family family, std::uint16_t localPort,
                                             const std::vector<IpAddress> &except, std::uint32_t sequence);
inline constexpr std::size_t mostExcepted = 32;

struct ConnectionsPart
{
    std::vector<Connection> connections;
    bool last = false;
    int error = 0; ///< errno of the kernel
};
/// Pure: one datagram of the answer. `part` is filled anew, so that its memory serves for all of them.
void readConnections(std::span<const std::uint8_t> datagram, std::uint32_t sequence, ConnectionsPart &part);

/// All established connections to these local ports but for those to `except`, a part at a time. Blocks while the
/// kernel lists them: a thread's work. System: the kernel cannot list them, or `limit` is over.
Result<void> listConnections(const std::vector<std::uint16_t> &localPorts, const std::vector<IpAddress> &except,
                             std::chrono::milliseconds limit,
                             const std::function<void(const std::vector<Connection> &)> &take);

} // namespace tandem::agent
