// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/ipaddress.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

namespace tandem {

std::optional<IpAddress> IpAddress::parse(std::string_view text)
{
    const std::string terminated(text);
    if (terminated.size() != text.size() || terminated.find('\0') != std::string::npos)
        return std::nullopt;
    IpAddress address;
    if (inet_pton(AF_INET, terminated.c_str(), address.m_octets.data()) == 1)
        return address;
    if (inet_pton(AF_INET6, terminated.c_str(), address.m_octets.data()) == 1) {
        address.m_family = Family::V6;
        return address;
    }
    return std::nullopt;
}

IpAddress IpAddress::fromOctets(std::span<const std::uint8_t, 4> octets)
{
    IpAddress address;
    std::copy(octets.begin(), octets.end(), address.m_octets.begin());
    return address;
}

IpAddress IpAddress::fromOctets(std::span<const std::uint8_t, 16> octets)
{
    IpAddress address;
    address.m_family = Family::V6;
    std::copy(octets.begin(), octets.end(), address.m_octets.begin());
    return address;
}

bool IpAddress::isLinkLocal() const
{
    if (m_family == Family::V4)
        return m_octets[0] == 169 && m_octets[1] == 254;
    return m_octets[0] == 0xfe && (m_octets[1] & 0xc0) == 0x80;
}

bool IpAddress::isMulticast() const
{
    return m_family == Family::V4 ? (m_octets[0] & 0xf0) == 0xe0 : m_octets[0] == 0xff;
}

bool IpAddress::isUnspecified() const
{
    return std::all_of(m_octets.begin(), m_octets.end(), [](std::uint8_t octet) { return octet == 0; });
}

std::string IpAddress::toString() const
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(m_family == Family::V4 ? AF_INET : AF_INET6, m_octets.data(), text.data(), text.size());
    return text.data();
}

std::optional<IpNetwork> IpNetwork::parse(std::string_view text)
{
    const auto slash = text.find('/');
    const auto address = IpAddress::parse(text.substr(0, slash));
    if (!address)
        return std::nullopt;
    const unsigned longest = address->family() == Family::V4 ? 32 : 128;
    if (slash == std::string_view::npos)
        return IpNetwork{*address, static_cast<std::uint8_t>(longest)};
    const auto digits = text.substr(slash + 1);
    unsigned length = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
    if (error != std::errc{} || end != digits.data() + digits.size() || length > longest)
        return std::nullopt;
    return IpNetwork{*address, static_cast<std::uint8_t>(length)};
}

bool IpNetwork::contains(const IpAddress &other) const
{
    if (other.family() != address.family())
        return false;
    const auto mine = address.octets();
    const auto theirs = other.octets();
    const std::size_t whole = prefixLength / 8U;
    if (!std::equal(mine.begin(), mine.begin() + static_cast<std::ptrdiff_t>(whole), theirs.begin()))
        return false;
    const unsigned rest = prefixLength % 8U;
    if (rest == 0)
        return true;
    const auto mask = static_cast<std::uint8_t>(0xffU << (8U - rest));
    return (mine[whole] & mask) == (theirs[whole] & mask);
}

std::string IpNetwork::toString() const
{
    return address.toString() + "/" + std::to_string(prefixLength);
}

} // namespace tandem
