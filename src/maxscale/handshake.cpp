// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/handshake.h"

#include <algorithm>

namespace tandem::maxscale {

namespace {

constexpr std::size_t headerLength = 4; // u24 length, u8 sequence number
constexpr std::uint8_t protocolVersion = 10;
constexpr std::uint8_t errorMarker = 0xff;

std::string printable(std::span<const std::uint8_t> octets)
{
    std::string text;
    text.reserve(octets.size());
    for (const std::uint8_t octet : octets)
        text += octet >= 0x20 && octet != 0x7f ? static_cast<char>(octet) : '?';
    return text;
}

Handshake readRefusal(std::span<const std::uint8_t> body)
{
    if (body.size() < 3)
        return Malformed{"an error packet without a code"};
    GreetingRefusal refusal;
    refusal.code = static_cast<std::uint16_t>(body[1] | body[2] << 8);
    auto text = body.subspan(3);
    if (text.size() >= 6 && text[0] == '#') // "#08S01": the SQL state
        text = text.subspan(6);
    refusal.text = printable(text);
    return refusal;
}

Handshake readGreeting(std::span<const std::uint8_t> body)
{
    const auto version = body.subspan(1);
    const auto end = std::find(version.begin(), version.end(), std::uint8_t{0});
    if (end == version.end())
        return Malformed{"a greeting whose version does not end"};
    const auto length = static_cast<std::size_t>(end - version.begin());
    const auto rest = version.subspan(length + 1);
    if (rest.size() < 4)
        return Malformed{"a greeting without a thread id"};
    Greeting greeting;
    greeting.versionString = printable(version.first(length));
    greeting.threadId = std::uint32_t{rest[0]} | std::uint32_t{rest[1]} << 8 | std::uint32_t{rest[2]} << 16 |
                        std::uint32_t{rest[3]} << 24;
    return greeting;
}

} // namespace

Handshake readHandshake(std::span<const std::uint8_t> octets)
{
    if (octets.size() < headerLength)
        return NeedMore{};
    const std::size_t length = std::size_t{octets[0]} | std::size_t{octets[1]} << 8 | std::size_t{octets[2]} << 16;
    if (length == 0 || length > longestGreeting)
        return Malformed{"the first packet claims " + std::to_string(length) + " octets"};
    if (octets.size() > headerLength && octets[headerLength] != protocolVersion && octets[headerLength] != errorMarker)
        return Malformed{"the first packet is neither a greeting of protocol 10 nor an error"};
    if (octets.size() < headerLength + length)
        return NeedMore{};
    const auto body = octets.subspan(headerLength, length);
    return body[0] == errorMarker ? readRefusal(body) : readGreeting(body);
}

} // namespace tandem::maxscale
