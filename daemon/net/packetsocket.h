// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/descriptor.h"
#include "base/result.h"
#include "vrrp/advert.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <sys/socket.h>

namespace tandem::net {

/// Takes a datagram of a raw IPv4 socket apart: what its IP header says goes to `envelope`, the payload is returned.
/// Empty where the header does not parse. Never reads outside `datagram`.
std::span<const std::uint8_t> splitIpv4(std::span<const std::uint8_t> datagram, vrrp::Envelope &envelope) noexcept;
/// What the control messages of a raw IPv6 socket say (destination, hop limit); false when one is missing.
bool readIpv6Control(const msghdr &message, vrrp::Envelope &envelope) noexcept;

/// One raw socket of protocol 112 for an interface and a family, shared by all its instances (told apart by router
/// id). Sends with TTL or hop limit 255 (RFC 5798 5.1.1.3, 5.1.2.3) and CS6; own multicast is not looped back.
class PacketSocket
{
public:
    /// Bound to the interface with this index; another one needs another socket.
    static Result<PacketSocket> open(const std::string &interface, int index, Family family = Family::V4);
    /// As above, but it hears nothing: nothing is ever queued for it.
    static Result<PacketSocket> openForSending(const std::string &interface, int index, Family family);

    int fd() const { return m_socket.get(); }
    int index() const { return m_index; }
    Family family() const { return m_family; }
    /// Joins 224.0.0.18 or ff02::12 anew, so that switches hear of it after the link was away.
    int join() noexcept;
    /// `source` is the IP source address. Returns an errno, 0 = sent.
    int send(std::span<const std::uint8_t> payload, const IpAddress &source, const IpAddress &destination) noexcept;

    /// Calls `take(const vrrp::Envelope &, std::span<const std::uint8_t> payload)` for every queued datagram. An empty
    /// one, or one of which the addresses are not known, is handed on with an empty payload.
    template <class Take>
    void receive(Take &&take)
    {
        // No receive queue holds more than this; a flood does not keep the caller from its deadlines.
        for (int count = 0; count < mostPackets; ++count) {
            Buffer buffer;
            vrrp::Envelope envelope;
            std::span<const std::uint8_t> payload;
            if (!next(buffer, envelope, payload))
                return;
            take(envelope, payload);
        }
    }

private:
    static constexpr int mostPackets = 4096;
    /// An IPv4 header with options and the longest advert: 255 IPv6 addresses. What is longer is none.
    using Buffer = std::array<std::uint8_t, 60 + 8 + 255 * 16 + 1>;

    PacketSocket(Descriptor socket, int index, Family family)
        : m_socket(std::move(socket)), m_index(index), m_family(family)
    {
    }
    static Result<PacketSocket> opened(const std::string &interface, int index, Family family);
    int sendMessage(msghdr &message) noexcept;
    bool next(Buffer &buffer, vrrp::Envelope &envelope, std::span<const std::uint8_t> &payload) noexcept;

    Descriptor m_socket;
    int m_index = 0;
    Family m_family = Family::V4;
};

} // namespace tandem::net
