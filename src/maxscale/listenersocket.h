// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/descriptor.h"

#include <QHostAddress>
#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

namespace tandem::maxscale {

/// A connection that is read from and nothing else. A plain socket: a greeting is asked for many times a second, and
/// QTcpSocket takes three times the system calls and five turns of the event loop where two will do.
class ListenerSocket
{
public:
    /// Begins to connect. 0 or errno. Readable once there is something to read() or to be told of.
    int connect(const QHostAddress &address, std::uint16_t port);

    bool isOpen() const { return static_cast<bool>(m_fd); }
    int fd() const { return m_fd.get(); }
    bool isConnected() const;
    /// Octets read; 0: the other side has closed; less: -errno (-EAGAIN: nothing yet).
    long read(std::span<char> into) const;
    /// Gives the descriptor away.
    Descriptor release() { return std::move(m_fd); }
    void close() { m_fd.reset(); }

private:
    Descriptor m_fd;
};

/// Connections that have sent FIN and stay until the other side's has come: nothing of it meets a closed socket (RST),
/// which MaxScale would log. Nobody waits for them: they are looked at now and then.
class LeavingSockets
{
public:
    static constexpr std::chrono::seconds longest{2};
    static constexpr long mostHeard = 64 * 1024L; ///< octets; whoever says more after our FIN is cut off

    /// Sends FIN.
    void add(Descriptor socket, Instant now);
    /// Drops those that are done, and those that took too long.
    void sweep(Instant now);
    bool empty() const { return m_sockets.empty(); }

private:
    struct Leaving
    {
        Descriptor socket;
        Instant since;
        long heard = 0;
    };
    static bool isDone(Leaving &leaving, Instant now);

    std::vector<Leaving> m_sockets;
};

} // namespace tandem::maxscale
