// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>

namespace tandem::maxscale {

/// The first packet of a MariaDB server, protocol version 10 (MariaDB protocol, "Initial Handshake Packet").
struct Greeting
{
    std::string versionString; ///< "PrimaryMaxScale", "5.5.5-10.11.19-MariaDB"
    std::uint32_t threadId = 0;

    bool operator==(const Greeting &) const = default;
};

/// An error packet instead of a greeting: 1040 "Too many connections", 1129 "Host is blocked", …
struct GreetingRefusal
{
    std::uint16_t code = 0;
    std::string text;

    bool operator==(const GreetingRefusal &) const = default;
};

struct NeedMore
{
    bool operator==(const NeedMore &) const = default;
};

/// Whoever listens there does not speak MariaDB's protocol.
struct Malformed
{
    std::string reason;

    bool operator==(const Malformed &) const = default;
};

using Handshake = std::variant<Greeting, GreetingRefusal, NeedMore, Malformed>;

/// No greeting and no error packet is longer; a longer announced length is Malformed at once.
inline constexpr std::size_t longestGreeting = 1024;

/// Reads what a server said first. Pure; never asks for more than longestGreeting + 4 octets.
Handshake readHandshake(std::span<const std::uint8_t> octets);

} // namespace tandem::maxscale
