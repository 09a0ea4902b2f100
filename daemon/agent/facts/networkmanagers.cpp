// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/facts/networkmanagers.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string_view>
#include <vector>

namespace tandem::agent {

namespace {

constexpr std::size_t longestFile = 64UL * 1024UL;

std::string contentOf(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    std::string text(longestFile, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    return text;
}

/// The last "KEY=value" of a file of such lines; empty: there is none.
std::string valueOf(const std::string &text, std::string_view key)
{
    std::istringstream lines(text);
    std::string value;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(key) && line.size() > key.size() && line[key.size()] == '=')
            value = line.substr(key.size() + 1);
    }
    return value;
}

/// What is valid of a .network file with its drop-ins, NAME.network.d/*.conf beside it, in their order.
std::string keepConfiguration(const std::filesystem::path &file)
{
    std::string kept = valueOf(contentOf(file), "KeepConfiguration");
    std::set<std::filesystem::path> dropIns;
    std::error_code none; // mostly there are no drop-ins
    for (const auto &entry : std::filesystem::directory_iterator(file.string() + ".d", none))
        if (entry.path().extension() == ".conf")
            dropIns.insert(entry.path());
    for (const auto &dropIn : dropIns)
        if (const auto value = valueOf(contentOf(dropIn), "KeepConfiguration"); !value.empty())
            kept = value;
    return kept;
}

bool isOneOf(const std::string &word, std::initializer_list<std::string_view> words)
{
    for (const auto &each : words)
        if (word == each)
            return true;
    return false;
}

} // namespace

NetworkManagerOf networkManagerOf(int interfaceIndex, const std::string &run)
{
    const auto index = std::to_string(interfaceIndex);
    const std::string link = contentOf(run + "/systemd/netif/links/" + index);
    if (isOneOf(valueOf(link, "ADMIN_STATE"), {"configuring", "configured"})) {
        const auto file = valueOf(link, "NETWORK_FILE");
        const bool keeps = !file.empty() && isOneOf(keepConfiguration(file), {"static", "yes", "true", "on", "1"});
        return {"systemd-networkd", keeps};
    }
    const std::string device = contentOf(run + "/NetworkManager/devices/" + index);
    if (isOneOf(valueOf(device, "managed"), {"managed", "true"}) && !valueOf(device, "connection-uuid").empty())
        return {"NetworkManager", false};
    return {};
}

} // namespace tandem::agent
