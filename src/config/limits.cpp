// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/limits.h"

#include "config/file.h"
#include "config/tablereader.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace tandem::config {

namespace {

constexpr std::size_t longestLimits = 64UL * 1024;

std::optional<std::uint8_t> routerId(std::string_view text)
{
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 1 || number > 255)
        return std::nullopt;
    return static_cast<std::uint8_t>(number);
}

std::optional<Limits::RouterIds> routerIds(std::string_view text)
{
    const auto dash = text.find('-');
    const auto first = routerId(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : routerId(text.substr(dash + 1));
    if (!first || !last || *first > *last)
        return std::nullopt;
    return Limits::RouterIds{*first, *last};
}

/// The network itself, not an address in it: who writes 10.77.0.5/24 may have meant one address.
bool isNetwork(const IpNetwork &range)
{
    const auto octets = range.address.octets();
    for (std::size_t bit = range.prefixLength; bit < octets.size() * 8; ++bit) {
        if ((octets[bit / 8] >> (7 - bit % 8) & 1U) != 0)
            return false;
    }
    return true;
}

Limits readTable(const TableReader &table)
{
    Limits limits;
    if (const auto format = table.whole("format", 1, 1); !format && table.find("format") == nullptr)
        table.require("format", "1");
    if (table.require("interfaces", "[\"eth0\"]"))
        for (const PlacedText &name : table.texts("interfaces"))
            if (table.checkInterface(name, "interfaces"))
                limits.interfaces.push_back(name.text);
    if (table.require("vip_ranges", "[\"10.77.0.0/24\"]"))
        for (const PlacedText &text : table.texts("vip_ranges")) {
            const auto range = IpNetwork::parse(text.text);
            if (!range || !isNetwork(*range))
                table.add(text.at, "vip_ranges has " + inQuotes(text.text) + ", which is no network",
                          "write an address, or the first one of a network and its prefix: \"10.77.0.0/24\"");
            else
                limits.vipRanges.push_back(*range);
        }
    if (table.require("virtual_router_ids", "[\"51\"]"))
        for (const PlacedText &text : table.texts("virtual_router_ids")) {
            if (const auto ids = routerIds(text.text))
                limits.virtualRouterIds.push_back(*ids);
            else
                table.add(text.at, "virtual_router_ids has " + inQuotes(text.text) + ", which is no router id",
                          "write one as \"51\", or several in a row as \"60-69\"; 1 to 255");
        }
    return limits;
}

tl::unexpected<std::vector<Error>> refuse(Error error)
{
    return tl::unexpected(std::vector{std::move(error)});
}

} // namespace

bool Limits::allowsInterface(std::string_view name) const
{
    return std::find(interfaces.begin(), interfaces.end(), name) != interfaces.end();
}

bool Limits::allowsVip(const IpAddress &address) const
{
    return std::any_of(vipRanges.begin(), vipRanges.end(),
                       [&](const IpNetwork &range) { return range.contains(address); });
}

bool Limits::allowsRouterId(VirtualRouterId id) const
{
    return std::any_of(virtualRouterIds.begin(), virtualRouterIds.end(),
                       [&](const RouterIds &ids) { return ids.first <= id.value() && id.value() <= ids.last; });
}

tl::expected<Limits, std::vector<Error>> parseLimits(std::string_view text, const std::string &name)
{
    Mistakes mistakes(name);
    const auto document = parseDocument(text, mistakes);
    if (!document)
        return tl::unexpected(mistakes.take());
    const TableReader table(*document, "limits.toml", {"format", "interfaces", "vip_ranges", "virtual_router_ids"},
                            mistakes);
    auto limits = readTable(table);
    if (mistakes.count() > 0)
        return tl::unexpected(mistakes.take());
    return limits;
}

tl::expected<Limits, std::vector<Error>> readLimits(const std::string &path)
{
    const auto file = openFile(path);
    if (!file)
        return refuse({ErrorCode::Refused, path, "cannot be read, and without it no roll-out is taken",
                       "have root write there which interfaces, vip_ranges and virtual_router_ids a roll-out may "
                       "use; tandemctl generate makes one for a cluster file"});
    if (!S_ISREG(file->mode()) || (file->mode() & (S_IWGRP | S_IWOTH)) != 0)
        return refuse({ErrorCode::Refused, path, "others than its owner may write it, so it bounds nothing",
                       "chmod go-w " + path});
    const auto text = file->read(longestLimits + 1);
    if (!text)
        return refuse(text.error());
    if (text->size() > longestLimits)
        return refuse({ErrorCode::BadFile, path, "the file is longer than 64 KiB", "is it the right file?"});
    return parseLimits(*text, path);
}

std::string limitsBeside(const std::string &clusterFile)
{
    return (std::filesystem::path(clusterFile).parent_path() / "limits.toml").string();
}

} // namespace tandem::config
