// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <linux/netlink.h>
#include <span>

namespace tandem::net {

struct Vip;

/// RTM_NEWADDR and RTM_DELADDR requests of some VIPs, one behind the other, built where they are needed: on the stack,
/// at the moment of the transition. libnl would allocate six times a message.
class AddressRequests
{
public:
    static constexpr std::size_t most = 32;

    /// At most `most` of them.
    void add(const Vip &vip, int leaseSeconds) noexcept;
    void remove(const Vip &vip) noexcept;
    std::span<std::uint8_t> octets() noexcept { return {m_octets.data(), m_size}; }

private:
    static constexpr std::size_t largest = 128; ///< header, address twice, label, flags, lifetimes

    void begin(std::uint16_t type, std::uint16_t flags, const Vip &vip) noexcept;
    void attribute(std::uint16_t type, std::span<const std::uint8_t> value) noexcept;
    void append(std::span<const std::uint8_t> octets) noexcept;
    void end() noexcept;

    alignas(nlmsghdr) std::array<std::uint8_t, most * largest> m_octets; // only the first m_size have a value
    std::size_t m_size = 0;
    std::size_t m_begin = 0; ///< of the message that is being written
};

} // namespace tandem::net
