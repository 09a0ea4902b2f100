// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

/// The frames of netlink (RFC 3549, linux/netlink.h), read without trust in a length. Pure.
namespace tandem::agent {

/// A fixed structure of the kernel at `offset`; nothing where the octets end before it does.
template <class T>
std::optional<T> readAs(std::span<const std::uint8_t> octets, std::size_t offset = 0)
{
    static_assert(std::is_trivially_copyable_v<T>);
    if (octets.size() < sizeof(T) || offset > octets.size() - sizeof(T))
        return std::nullopt;
    T value;
    std::memcpy(&value, octets.data() + offset, sizeof value);
    return value;
}

template <class T>
void append(std::vector<std::uint8_t> &octets, const T &value)
{
    static_assert(std::is_trivially_copyable_v<T>);
    const auto *begin = reinterpret_cast<const std::uint8_t *>(&value);
    octets.insert(octets.end(), begin, begin + sizeof value);
}

struct NetlinkMessage
{
    std::uint16_t type = 0;
    std::uint32_t sequence = 0;
    std::span<const std::uint8_t> body; ///< after the header
};

struct NetlinkAttribute
{
    std::uint16_t type = 0;
    std::span<const std::uint8_t> value;
};

/// The messages of one datagram, in order.
class NetlinkReader
{
public:
    explicit NetlinkReader(std::span<const std::uint8_t> datagram) : m_rest(datagram) {}

    /// Nothing: there is no other, or what follows is none.
    std::optional<NetlinkMessage> next();

private:
    std::span<const std::uint8_t> m_rest;
};

/// The attributes that follow a message's fixed structure.
class AttributeReader
{
public:
    explicit AttributeReader(std::span<const std::uint8_t> attributes) : m_rest(attributes) {}

    std::optional<NetlinkAttribute> next();

private:
    std::span<const std::uint8_t> m_rest;
};

/// A request's header and what follows it, its length filled in.
std::vector<std::uint8_t> netlinkRequest(std::uint16_t type, std::uint16_t flags, std::uint32_t sequence,
                                         std::span<const std::uint8_t> body);

} // namespace tandem::agent
