// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/netlinksocket.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <linux/filter.h>
#include <linux/rtnetlink.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <sys/socket.h>

namespace tandem::net {

namespace {

constexpr std::size_t bufferSize = 32 * 1024; // the kernel's largest part of a dump
constexpr int mostNotifications = 4096;       // a wake reads no more than this
constexpr int mostDiscarded = 1 << 20;        // a receive buffer holds fewer

} // namespace

void appendMessage(NetlinkBytes &bytes, nl_msg *message)
{
    nlmsghdr *header = nlmsg_hdr(message);
    const auto *octets = reinterpret_cast<const std::uint8_t *>(header);
    bytes.insert(bytes.end(), octets, octets + header->nlmsg_len);
    bytes.resize(NLMSG_ALIGN(bytes.size()));
}

void NetlinkSocket::Free::operator()(nl_sock *socket) const noexcept
{
    nl_socket_free(socket);
}

NetlinkSocket::NetlinkSocket(nl_sock *socket) : m_socket(socket), m_buffer(new std::uint8_t[bufferSize]) {}

Result<NetlinkSocket> NetlinkSocket::open(std::initializer_list<int> groups, int receiveBuffer)
{
    NetlinkSocket socket(nl_socket_alloc());
    if (!socket.m_socket)
        return fail(ErrorCode::System, "netlink", "no memory for a socket");
    int error = nl_connect(socket.m_socket.get(), NETLINK_ROUTE);
    for (const int group : groups) {
        if (error == 0)
            error = nl_socket_add_membership(socket.m_socket.get(), group);
    }
    if (error == 0)
        error = nl_socket_set_nonblocking(socket.m_socket.get());
    if (error != 0)
        return fail(ErrorCode::System, "netlink", nl_geterror(error));
    const int on = 1; // answers without the request that they belong to, and dumps of one interface
    setsockopt(socket.fd(), SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof on);
    setsockopt(socket.fd(), SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on);
    // Beyond net.core.rmem_max where CAP_NET_ADMIN allows it; what is not queued takes no memory.
    if (receiveBuffer > 0 && setsockopt(socket.fd(), SOL_SOCKET, SO_RCVBUFFORCE, &receiveBuffer, sizeof receiveBuffer))
        setsockopt(socket.fd(), SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
    return socket;
}

int NetlinkSocket::fd() const
{
    return nl_socket_get_fd(m_socket.get());
}

int NetlinkSocket::ignoreRenewalsBy(std::uint32_t otherPort) noexcept
{
    constexpr std::uint32_t all = ~0U;
    // A filter reads in network order what stands in the host's.
    sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_H | BPF_ABS, offsetof(nlmsghdr, nlmsg_type)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_NEWADDR), 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(nlmsghdr, nlmsg_pid)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(otherPort), 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, all),
    };
    const sock_fprog filter{sizeof program / sizeof *program, program};
    return setsockopt(fd(), SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0 ? 0 : errno;
}

std::uint32_t NetlinkSocket::port() const
{
    return nl_socket_get_local_port(m_socket.get());
}

std::uint32_t NetlinkSocket::number(std::span<std::uint8_t> requests) noexcept
{
    const std::uint32_t first = m_sequence + 1;
    for (std::size_t at = 0; at + sizeof(nlmsghdr) <= requests.size();) {
        auto *header = reinterpret_cast<nlmsghdr *>(requests.data() + at);
        header->nlmsg_seq = ++m_sequence;
        header->nlmsg_pid = 0;
        at += NLMSG_ALIGN(header->nlmsg_len);
    }
    return first;
}

long NetlinkSocket::receive() noexcept
{
    for (;;) {
        sockaddr_nl from{};
        socklen_t fromSize = sizeof from;
        const ssize_t size =
            recvfrom(fd(), m_buffer.get(), bufferSize, MSG_DONTWAIT, reinterpret_cast<sockaddr *>(&from), &fromSize);
        if (size < 0 && errno == EINTR)
            continue;
        if (size >= 0 && from.nl_pid != 0)
            continue; // only the kernel is believed
        return size;
    }
}

int NetlinkSocket::transact(std::span<std::uint8_t> requests, std::span<int> errors) noexcept
{
    const std::uint32_t first = number(requests);
    sockaddr_nl kernel{};
    kernel.nl_family = AF_NETLINK;
    if (sendto(fd(), requests.data(), requests.size(), 0, reinterpret_cast<const sockaddr *>(&kernel), sizeof kernel) <
        0)
        return errno;
    for (std::size_t missing = errors.size(); missing > 0;) {
        const ssize_t received = receive();
        if (received < 0)
            return errno == EAGAIN ? ETIMEDOUT : errno;
        int size = static_cast<int>(received);
        for (auto *header = reinterpret_cast<nlmsghdr *>(m_buffer.get()); NLMSG_OK(header, size);
             header = NLMSG_NEXT(header, size)) {
            const std::uint32_t index = header->nlmsg_seq - first;
            if (header->nlmsg_type != NLMSG_ERROR || index >= errors.size())
                continue; // left over from an exchange that failed
            errors[index] = -static_cast<const nlmsgerr *>(NLMSG_DATA(header))->error;
            --missing;
        }
    }
    return 0;
}

int NetlinkSocket::dumpRaw(std::span<std::uint8_t> request, RawVisit visit, void *context) noexcept
{
    const std::uint32_t sequence = number(request);
    sockaddr_nl kernel{};
    kernel.nl_family = AF_NETLINK;
    if (sendto(fd(), request.data(), request.size(), 0, reinterpret_cast<const sockaddr *>(&kernel), sizeof kernel) < 0)
        return errno;
    bool interrupted = false;
    for (;;) {
        const ssize_t received = receive();
        if (received < 0)
            return errno == EAGAIN ? ETIMEDOUT : errno;
        int size = static_cast<int>(received);
        for (auto *header = reinterpret_cast<nlmsghdr *>(m_buffer.get()); NLMSG_OK(header, size);
             header = NLMSG_NEXT(header, size)) {
            if (header->nlmsg_seq != sequence)
                continue;
            interrupted = interrupted || (header->nlmsg_flags & NLM_F_DUMP_INTR) != 0;
            if (header->nlmsg_type == NLMSG_DONE)
                return interrupted ? EINTR : 0;
            if (header->nlmsg_type == NLMSG_ERROR)
                return -static_cast<const nlmsgerr *>(NLMSG_DATA(header))->error;
            visit(context, *header);
        }
    }
}

int NetlinkSocket::drainRaw(RawVisit visit, void *context) noexcept
{
    bool lost = false;
    for (int count = 0; count < (lost ? mostDiscarded : mostNotifications); ++count) {
        const ssize_t received = receive();
        if (received < 0 && errno == ENOBUFS) {
            lost = true; // what is still queued is older than the listing that the caller asks for then
            continue;
        }
        if (received < 0)
            return lost ? ENOBUFS : errno == EAGAIN ? 0 : errno;
        if (lost)
            continue;
        int size = static_cast<int>(received);
        for (auto *header = reinterpret_cast<nlmsghdr *>(m_buffer.get()); NLMSG_OK(header, size);
             header = NLMSG_NEXT(header, size))
            visit(context, *header);
    }
    return lost ? ENOBUFS : 0;
}

} // namespace tandem::net
