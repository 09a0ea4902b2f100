// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/types.h"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tandem {

/// An IPv4 or IPv6 address, octets in network order. Compares as unsigned octets, as RFC 5798 6.4.3 compares senders.
class IpAddress
{
public:
    constexpr IpAddress() = default; ///< 0.0.0.0

    static std::optional<IpAddress> parse(std::string_view text);
    static IpAddress fromOctets(std::span<const std::uint8_t, 4> octets);
    static IpAddress fromOctets(std::span<const std::uint8_t, 16> octets);

    Family family() const { return m_family; }
    /// 4 or 16 octets.
    std::span<const std::uint8_t> octets() const { return {m_octets.data(), m_family == Family::V4 ? 4U : 16U}; }
    bool isLinkLocal() const; ///< fe80::/10 or 169.254.0.0/16
    bool isMulticast() const;
    bool isUnspecified() const;
    std::string toString() const;

    auto operator<=>(const IpAddress &) const = default;

private:
    Family m_family = Family::V4;
    std::array<std::uint8_t, 16> m_octets{};
};

/// "10.77.0.100/24": an address with the length of its network's prefix.
struct IpNetwork
{
    IpAddress address;
    std::uint8_t prefixLength = 32;

    /// Without "/N" the prefix is that of a host: 32 or 128.
    static std::optional<IpNetwork> parse(std::string_view text);
    bool contains(const IpAddress &other) const;
    std::string toString() const;

    bool operator==(const IpNetwork &) const = default;
};

} // namespace tandem
