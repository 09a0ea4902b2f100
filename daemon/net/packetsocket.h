// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/descriptor.h"
#include "base/result.h"
#include "vrrp/advert.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tandem::net {

/// One raw socket of protocol 112 for an interface and IPv4, shared by all its instances (told apart by router id).
/// Sends with TTL 255 (RFC 5798 5.1.1.3) and TOS CS6; own multicast is not looped back.
class PacketSocket
{
public:
    /// Bound to the interface with this index; another one needs another socket.
    static Result<PacketSocket> open(const std::string &interface, int index);

    int fd() const { return m_socket.get(); }
    int index() const { return m_index; }
    /// Joins 224.0.0.18 anew, so that switches hear of it after the link was away.
    int join() noexcept;
    /// `source` is the IP source address. Returns an errno, 0 = sent.
    int send(std::span<const std::uint8_t> payload, const IpAddress &source, const IpAddress &destination) noexcept;

    /// Calls `take(const vrrp::Envelope &, std::span<const std::uint8_t> payload)` for every queued datagram. An empty
    /// one, or one whose IP header does not parse, is handed on with an empty payload.
    template <class Take>
    void receive(Take &&take)
    {
        // No receive queue holds more than this; a flood does not keep the caller from its deadlines.
        for (int count = 0; count < mostPackets; ++count) {
            const long size = next();
            if (size < 0)
                return;
            vrrp::Envelope envelope;
            const auto payload = split(static_cast<std::size_t>(size), envelope);
            take(envelope, payload);
        }
    }

private:
    static constexpr int mostPackets = 4096;
    PacketSocket(Descriptor socket, int index);
    long next() noexcept;
    std::span<const std::uint8_t> split(std::size_t size, vrrp::Envelope &envelope) const;

    Descriptor m_socket;
    int m_index = 0;
    std::vector<std::uint8_t> m_buffer;
};

} // namespace tandem::net
