// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/descriptor.h"
#include "base/result.h"

#include <cstdint>
#include <span>

namespace tandem::agent {

/// A netlink socket for questions that need no privilege. The kernel has its answer ready when send() returns, so
/// nothing here waits.
class NetlinkSocket
{
public:
    /// `protocol`: NETLINK_ROUTE, NETLINK_SOCK_DIAG. System: the kernel has no such thing, or forbids it.
    static Result<NetlinkSocket> open(int protocol);

    Result<void> send(std::span<const std::uint8_t> request) const;
    /// One datagram of the kernel's. System: there is none, or it is longer than `buffer`.
    Result<std::span<const std::uint8_t>> receive(std::span<std::uint8_t> buffer) const;

private:
    explicit NetlinkSocket(Descriptor socket) : m_socket(std::move(socket)) {}

    Descriptor m_socket;
};

} // namespace tandem::agent
