// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/identity/netlinksocket.h"

#include <cerrno>
#include <cstring>
#include <linux/netlink.h>
#include <sys/socket.h>

namespace tandem::agent {

namespace {

Failure systemFailure(const char *what)
{
    return fail(ErrorCode::System, "netlink", std::string(what) + ": " + std::strerror(errno));
}

} // namespace

Result<NetlinkSocket> NetlinkSocket::open(int protocol)
{
    Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol));
    if (!socket)
        return systemFailure("cannot be opened");
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    if (::bind(socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        return systemFailure("cannot be bound");
    return NetlinkSocket(std::move(socket));
}

Result<void> NetlinkSocket::send(std::span<const std::uint8_t> request) const
{
    sockaddr_nl kernel{};
    kernel.nl_family = AF_NETLINK;
    const auto sent = ::sendto(m_socket.get(), request.data(), request.size(), 0,
                               reinterpret_cast<const sockaddr *>(&kernel), sizeof kernel);
    if (sent != static_cast<ssize_t>(request.size()))
        return systemFailure("the question cannot be sent");
    return {};
}

Result<std::span<const std::uint8_t>> NetlinkSocket::receive(std::span<std::uint8_t> buffer) const
{
    constexpr int strangers = 16; // any process may send to a netlink socket; the kernel's messages come from port 0
    for (int i = 0; i < strangers; ++i) {
        sockaddr_nl from{};
        socklen_t length = sizeof from;
        const auto size = ::recvfrom(m_socket.get(), buffer.data(), buffer.size(), MSG_TRUNC,
                                     reinterpret_cast<sockaddr *>(&from), &length);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return systemFailure("no answer");
        if (static_cast<std::size_t>(size) > buffer.size())
            return fail(ErrorCode::BadMessage, "netlink", "an answer is longer than expected");
        if (from.nl_pid == 0)
            return buffer.first(static_cast<std::size_t>(size));
    }
    return fail(ErrorCode::BadMessage, "netlink", "others answer instead of the kernel");
}

} // namespace tandem::agent
