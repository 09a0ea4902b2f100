// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/listenersocket.h"

#include <QString>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace tandem::maxscale {

namespace {

struct SocketAddress
{
    sockaddr_storage storage{};
    socklen_t size = 0;
};

SocketAddress socketAddress(const QHostAddress &address, std::uint16_t port)
{
    SocketAddress made;
    if (address.protocol() == QAbstractSocket::IPv6Protocol) {
        sockaddr_in6 six{};
        six.sin6_family = AF_INET6;
        six.sin6_port = htons(port);
        const Q_IPV6ADDR octets = address.toIPv6Address();
        std::memcpy(&six.sin6_addr, &octets, sizeof six.sin6_addr);
        const QByteArray scope = address.scopeId().toLatin1(); // a name or a number
        if (!scope.isEmpty()) {
            bool isNumber = false;
            const unsigned number = scope.toUInt(&isNumber);
            six.sin6_scope_id = isNumber ? number : if_nametoindex(scope.constData());
        }
        std::memcpy(&made.storage, &six, sizeof six);
        made.size = sizeof six;
    } else {
        sockaddr_in four{};
        four.sin_family = AF_INET;
        four.sin_port = htons(port);
        four.sin_addr.s_addr = htonl(address.toIPv4Address());
        std::memcpy(&made.storage, &four, sizeof four);
        made.size = sizeof four;
    }
    return made;
}

} // namespace

int ListenerSocket::connect(const QHostAddress &address, std::uint16_t port)
{
    const SocketAddress to = socketAddress(address, port);
    m_fd = Descriptor(::socket(to.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!m_fd)
        return errno;
    if (::connect(m_fd.get(), reinterpret_cast<const sockaddr *>(&to.storage), to.size) == 0 || errno == EINPROGRESS)
        return 0;
    const int error = errno;
    m_fd.reset();
    return error;
}

bool ListenerSocket::isConnected() const
{
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    return isOpen() && getpeername(m_fd.get(), reinterpret_cast<sockaddr *>(&peer), &size) == 0;
}

long ListenerSocket::read(std::span<char> into) const
{
    const ssize_t octets = ::recv(m_fd.get(), into.data(), into.size(), MSG_DONTWAIT);
    return octets >= 0 ? static_cast<long>(octets) : -static_cast<long>(errno);
}

void LeavingSockets::add(Descriptor socket, Instant now)
{
    ::shutdown(socket.get(), SHUT_WR);
    m_sockets.push_back({std::move(socket), now});
}

void LeavingSockets::sweep(Instant now)
{
    std::erase_if(m_sockets, [now](Leaving &leaving) { return isDone(leaving, now); });
}

bool LeavingSockets::isDone(Leaving &leaving, Instant now)
{
    if (now - leaving.since >= longest)
        return true;
    std::array<char, 4096> ignored;
    while (leaving.heard < mostHeard) {
        const ssize_t octets = ::recv(leaving.socket.get(), ignored.data(), ignored.size(), MSG_DONTWAIT);
        if (octets <= 0)
            return octets == 0 || (errno != EAGAIN && errno != EINTR);
        leaving.heard += octets;
    }
    return true;
}

} // namespace tandem::maxscale
