// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::architecture {

struct Include
{
    std::string target;  ///< between the quotes or brackets
    bool system = false; ///< <…>
    int line = 0;
};

std::vector<Include> includesOf(std::string_view text);

/// "src/gui/timeline/lane.cpp" -> "gui", "daemon/net/fence.h" -> "daemon/net", "daemon/agent/api/x.cpp" ->
/// "daemon/agent".
std::string roomOf(std::string_view path);

/// The headers of modules that live in one place only: "QWidget" -> "Widgets". From the modules' own directories.
using ModuleHeaders = std::map<std::string, std::string, std::less<>>;

/// Who may include whom, and what may be used where.
class IncludeRules
{
public:
    explicit IncludeRules(ModuleHeaders modules) : m_modules(std::move(modules)) {}

    /// Why a file must not include that; empty if it may. `path` starts at the top level.
    std::string objection(std::string_view path, const Include &include) const;

private:
    std::string objectionToRoom(const std::string &room, const std::string &other) const;
    std::string objectionToSystem(const std::string &path, const std::string &room, const std::string &header) const;

    ModuleHeaders m_modules;
};

} // namespace tandem::architecture
