// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/endpoint.h"

#include <algorithm>
#include <charconv>

namespace tandem::config {

namespace {

std::optional<std::uint16_t> parsePort(std::string_view text)
{
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0)
        return std::nullopt;
    return port;
}

/// "a.b:1" -> {"a.b", "1"}, "[::1]:1" -> {"[::1]", "1"}; without a port the second is nothing.
std::pair<std::string_view, std::optional<std::string_view>> splitPort(std::string_view text)
{
    const auto from = text.substr(0, 1) == "[" ? text.find(']') : 0;
    const auto colon = from == std::string_view::npos ? from : text.find(':', from);
    if (colon == std::string_view::npos)
        return {text, std::nullopt};
    return {text.substr(0, colon), text.substr(colon + 1)};
}

bool isBracketedIp6(std::string_view text)
{
    if (text.size() < 4 || text.front() != '[' || text.back() != ']')
        return false;
    const auto address = IpAddress::parse(text.substr(1, text.size() - 2));
    return address && address->family() == Family::V6;
}

bool isHostLetter(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
           letter == '-' || letter == '.' || letter == '_';
}

} // namespace

std::optional<Endpoint> parseEndpoint(std::string_view text)
{
    const auto [host, portText] = splitPort(text);
    const auto port = portText ? parsePort(*portText) : std::nullopt;
    const bool bracketed = isBracketedIp6(host);
    const auto address = IpAddress::parse(bracketed ? host.substr(1, host.size() - 2) : host);
    if (!port || !address || (address->family() == Family::V6) != bracketed)
        return std::nullopt;
    return Endpoint{*address, *port};
}

bool isRestUrl(std::string_view text)
{
    const std::string_view scheme = text.substr(0, 8) == "https://" ? "https://" : "http://";
    if (text.substr(0, scheme.size()) != scheme)
        return false;
    text.remove_prefix(scheme.size());
    if (!text.empty() && text.back() == '/')
        text.remove_suffix(1);
    const auto [host, port] = splitPort(text);
    if (port && !parsePort(*port))
        return false;
    return isBracketedIp6(host) || (!host.empty() && std::all_of(host.begin(), host.end(), isHostLetter));
}

} // namespace tandem::config
