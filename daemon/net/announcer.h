// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/descriptor.h"
#include "base/ipaddress.h"
#include "base/result.h"

#include <array>
#include <cstdint>
#include <linux/if_packet.h>
#include <sys/socket.h>
#include <vector>

namespace tandem::net {

/// The gratuitous ARP frames of an instance, built ahead: for each VIP a broadcast request for itself (RFC 5227's
/// announcement, RFC 5798 6.4.1) and a broadcast reply, since some hosts learn from one of the two only.
class Announcement
{
public:
    void add(const IpAddress &vip, int index, const std::array<std::uint8_t, 6> &hardwareAddress);
    bool empty() const { return m_frames.empty(); }

private:
    friend class Announcer;
    static constexpr std::size_t frameSize = 60; // the shortest Ethernet frame
    struct Frame
    {
        std::array<std::uint8_t, frameSize> octets{};
        sockaddr_ll to{};
    };
    std::vector<Frame> m_frames;
};

/// Sends announcements over a packet socket that is opened at start.
class Announcer
{
public:
    static Result<Announcer> open();
    /// All frames at once; an errno of the first that could not be sent, 0 = all sent.
    int send(const Announcement &announcement) noexcept;

private:
    explicit Announcer(Descriptor socket) : m_socket(std::move(socket)) {}
    Descriptor m_socket;
};

} // namespace tandem::net
