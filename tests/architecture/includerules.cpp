// SPDX-License-Identifier: GPL-3.0-or-later
#include "includerules.h"

#include <algorithm>
#include <cctype>

namespace tandem::architecture {

namespace {

using Rooms = std::set<std::string, std::less<>>;

/// Each room with the rooms that it may include beside itself. A room that is not here may include nothing.
const std::map<std::string, Rooms, std::less<>> &allowed()
{
    static const Rooms bottom = {"base", "vrrp", "model"};
    static const Rooms read = {"base", "vrrp", "model", "config"};
    static const Rooms engine = {"base",       "vrrp",          "model",        "config",
                                 "daemon/net", "daemon/engine", "daemon/guard", "daemon/channel"};
    static const Rooms all = {"base", "vrrp", "model",    "config", "keepalived", "generate", "simulation",
                              "lint", "rpc",  "maxscale", "fleet",  "preflight",  "rollout"};
    static const std::map<std::string, Rooms, std::less<>> rooms = {
        {"base", {}},
        {"vrrp", {"base"}},
        {"model", {"base"}},
        {"config", bottom},
        {"keepalived", read},
        {"generate", read},
        {"simulation", read},
        {"lint", {"base", "vrrp", "model", "config", "keepalived", "generate", "simulation"}},
        {"rpc", {"base", "model"}},
        {"maxscale", {"base", "model"}},
        // Both take the cluster file, and so its values.
        {"fleet", {"base", "model", "config", "rpc", "maxscale"}},
        {"preflight", {"base", "model", "config", "rpc", "maxscale"}},
        {"rollout", {"base", "model", "config", "rpc", "preflight"}},
        {"cli", all},
        {"gui", all},
        // The channel carries the model's values.
        {"daemon/channel", bottom},
        {"daemon/net", engine},
        {"daemon/engine", engine},
        {"daemon/guard", engine},
        {"daemon/agent", {"base", "model", "config", "rpc", "maxscale", "preflight", "daemon/channel"}},
    };
    return rooms;
}

bool isQtFree(const std::string &room)
{
    static const Rooms rooms = {"base",       "vrrp", "model",          "config",     "keepalived",    "generate",
                                "simulation", "lint", "daemon/channel", "daemon/net", "daemon/engine", "daemon/guard"};
    return rooms.contains(room);
}

/// "std only: no Qt, socket, clock". base speaks to the system for the others.
bool isPure(const std::string &room)
{
    return room == "vrrp" || room == "model";
}

bool isQtHeader(const std::string &header)
{
    return header.size() > 1 && header[0] == 'Q' &&
           (header[1] == 't' || std::isupper(static_cast<unsigned char>(header[1])) != 0);
}

bool beginsWith(std::string_view text, std::string_view with)
{
    return text.substr(0, with.size()) == with;
}

/// The library behind a header that may be used in one place only, or nothing.
struct Only
{
    std::string_view library;
    std::string_view where;
};

Only onlyPlace(const std::string &header, const std::string &module)
{
    if (beginsWith(header, "netlink/"))
        return {"libnl", "daemon/net/"};
    if (module == "Sql" || header == "sqlite3.h")
        return {"SQL", "daemon/agent/journal/"};
    if (module == "Widgets")
        return {"Qt Widgets", "src/gui/"};
    if (module == "Charts")
        return {"Qt Charts", "src/gui/"};
    return {};
}

} // namespace

std::vector<Include> includesOf(std::string_view text)
{
    std::vector<Include> all;
    int number = 0;
    while (!text.empty()) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        ++number;
        const auto skip = [&line](std::string_view word) {
            line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
            const bool there = beginsWith(line, word);
            line.remove_prefix(there ? word.size() : 0);
            return there;
        };
        if (!skip("#") || !skip("include"))
            continue;
        skip("");
        const char closing = line.empty() ? '\0' : line[0] == '<' ? '>' : '"';
        const auto end = line.find(closing, 1);
        if (end != std::string_view::npos)
            all.push_back({std::string(line.substr(1, end - 1)), closing == '>', number});
    }
    return all;
}

std::string roomOf(std::string_view path)
{
    const auto first = path.find('/');
    const auto second = path.find('/', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos)
        return {};
    const auto room = std::string(path.substr(first + 1, second - first - 1));
    if (beginsWith(path, "daemon/"))
        return "daemon/" + room;
    return beginsWith(path, "src/") ? room : std::string();
}

std::string IncludeRules::objectionToRoom(const std::string &room, const std::string &other) const
{
    const auto rule = allowed().find(room);
    if (rule == allowed().end())
        return room + " is no room of the architecture";
    if (other == room || rule->second.contains(other))
        return {};
    return room + " may not include " + other;
}

std::string IncludeRules::objectionToSystem(const std::string &path, const std::string &room,
                                            const std::string &header) const
{
    const auto name = header.substr(header.rfind('/') + 1);
    const auto module = m_modules.find(name);
    const auto only = onlyPlace(header, module == m_modules.end() ? std::string() : module->second);
    if (!only.where.empty() && !beginsWith(path, only.where))
        return std::string(only.library) + " lives in " + std::string(only.where) + " only";
    if (isQtFree(room) && isQtHeader(header))
        return room + " is Qt-free";
    if (isQtFree(room) && beginsWith(header, "openssl/"))
        return room + " uses no OpenSSL";
    if (isPure(room) && (header.find(".h") != std::string::npos || header == "thread" || header == "fstream"))
        return room + " uses the standard library's values only: no socket, no clock, no file";
    if (beginsWith(header, "toml++/") && path != "src/config/document.cpp")
        return "toml++ stays behind src/config/document.h";
    return {};
}

std::string IncludeRules::objection(std::string_view path, const Include &include) const
{
    const auto room = roomOf(path);
    const auto &target = include.target;
    if (include.system)
        return objectionToSystem(std::string(path), room, target);
    const auto name = target.substr(target.rfind('/') + 1);
    if (beginsWith(name, "ui_"))
        return room == "gui" ? "" : "forms are for src/gui only";
    if (beginsWith(target, "src/") || beginsWith(target, "../"))
        return "headers are named by their path below src, or below the top level for the helper";
    if (beginsWith(target, "tests/"))
        return "nothing includes the tests";
    if (beginsWith(target, "daemon/")) {
        const auto other = roomOf(target);
        return beginsWith(path, "src/") ? "src never includes daemon" : objectionToRoom(room, other);
    }
    const auto slash = target.find('/');
    if (slash == std::string::npos)
        return {}; // beside the file itself
    return objectionToRoom(room, target.substr(0, slash));
}

} // namespace tandem::architecture
