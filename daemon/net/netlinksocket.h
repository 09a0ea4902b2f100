// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <initializer_list>
#include <linux/netlink.h>
#include <memory>
#include <span>
#include <vector>

struct nl_msg;
struct nl_sock;

namespace tandem::net {

/// Requests built once and sent many times: whole netlink messages, one behind the other.
using NetlinkBytes = std::vector<std::uint8_t>;
void appendMessage(NetlinkBytes &bytes, nl_msg *message);

/// A NETLINK_ROUTE socket of libnl that is written and read without allocating. The kernel works on a request within
/// sendmsg() and queues its answers before it returns, so nothing here ever waits for one.
class NetlinkSocket
{
public:
    /// `groups`: RTNLGRP_… to listen to. `receiveBuffer`: octets that may be queued, 0 = the system's default.
    static Result<NetlinkSocket> open(std::initializer_list<int> groups = {}, int receiveBuffer = 0);

    int fd() const;
    /// Addresses that the socket with that port has added or renewed are not told here, nor does their news wake
    /// anybody. (The kernel names the port for IPv4 only.) An errno.
    int ignoreRenewalsBy(std::uint32_t otherPort) noexcept;
    /// What the kernel puts as nlmsg_pid into notifications of what this socket asked for.
    std::uint32_t port() const;
    /// Sends `requests` (each with NLM_F_ACK) in one datagram and reads their acknowledgements. The errno of each goes
    /// to `errors`, in order. Returns the errno of the exchange itself, 0 when every request was answered.
    int transact(std::span<std::uint8_t> requests, std::span<int> errors) noexcept;

    /// Calls `visit(const nlmsghdr &)` for each message of a dump. Returns an errno; EINTR when the table changed
    /// meanwhile.
    template <class Visit>
    int dump(std::span<std::uint8_t> request, Visit &&visit) noexcept
    {
        using Plain = std::remove_reference_t<Visit>;
        return dumpRaw(
            request, [](void *context, const nlmsghdr &message) { (*static_cast<Plain *>(context))(message); },
            const_cast<void *>(static_cast<const void *>(&visit)));
    }

    /// Calls `visit` for each queued notification. Returns 0 when all were read, ENOBUFS when some were lost.
    template <class Visit>
    int drain(Visit &&visit) noexcept
    {
        using Plain = std::remove_reference_t<Visit>;
        return drainRaw([](void *context, const nlmsghdr &message) { (*static_cast<Plain *>(context))(message); },
                        const_cast<void *>(static_cast<const void *>(&visit)));
    }

private:
    using RawVisit = void (*)(void *, const nlmsghdr &);
    struct Free
    {
        void operator()(nl_sock *socket) const noexcept;
    };
    explicit NetlinkSocket(nl_sock *socket);
    int dumpRaw(std::span<std::uint8_t> request, RawVisit visit, void *context) noexcept;
    int drainRaw(RawVisit visit, void *context) noexcept;
    std::uint32_t number(std::span<std::uint8_t> requests) noexcept;
    long receive() noexcept;

    std::unique_ptr<nl_sock, Free> m_socket;
    std::unique_ptr<std::uint8_t[]> m_buffer; ///< not filled ahead: what is never read into takes no memory
    std::uint32_t m_sequence = 0;
};

} // namespace tandem::net
