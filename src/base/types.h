// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <optional>

namespace tandem {

/// Virtual Router Identifier: 1..255 (RFC 5798, 5.2.3).
class VirtualRouterId
{
public:
    static constexpr std::optional<VirtualRouterId> of(std::int64_t value)
    {
        if (value < 1 || value > 255)
            return std::nullopt;
        return VirtualRouterId(static_cast<std::uint8_t>(value));
    }
    constexpr VirtualRouterId() = default; ///< 1: there is no invalid one
    constexpr std::uint8_t value() const { return m_value; }
    constexpr auto operator<=>(const VirtualRouterId &) const = default;

private:
    constexpr explicit VirtualRouterId(std::uint8_t value) : m_value(value) {}
    std::uint8_t m_value = 1;
};

/// Priority as it stands in an advert: 0 = "stops being Master", 255 = address owner (RFC 5798, 5.2.4).
class Priority
{
public:
    constexpr Priority() = default; ///< 0: resigns
    constexpr explicit Priority(std::uint8_t value) : m_value(value) {}
    constexpr std::uint8_t value() const { return m_value; }
    constexpr auto operator<=>(const Priority &) const = default;

    static constexpr std::uint8_t resigns = 0;
    static constexpr std::uint8_t owner = 255;

private:
    std::uint8_t m_value = 0;
};

enum class Family : std::uint8_t { V4 = 4, V6 = 6 };

} // namespace tandem
