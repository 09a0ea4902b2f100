// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/scriptrules/scriptrules.h"

namespace tandem::lint::scriptrules {

namespace {

/// Where it stands, or nothing: a name that nobody else can choose.
std::string troubleOf(const std::string &target)
{
    if (target.empty() || target.find('$') != std::string::npos || target.starts_with('&') ||
        target.starts_with("/dev/"))
        return {};
    for (const char *directory : {"/tmp/", "/var/tmp/", "/dev/shm/"}) {
        if (target.starts_with(directory))
            return "writes " + target + ", a name that anybody may put a link under";
    }
    return target.starts_with('/') ? std::string() : "writes " + target + " into whatever directory Keepalived runs in";
}

std::vector<ScriptWrong> check(const Script &script)
{
    std::vector<ScriptWrong> wrong;
    for (const auto &command : script.commands) {
        for (std::size_t i = 0; i + 1 < command.words.size(); ++i) {
            if (command.words[i] != ">" && command.words[i] != ">|")
                continue;
            if (auto trouble = troubleOf(script.expanded(command.words[i + 1])); !trouble.empty())
                wrong.push_back({command.at, std::move(trouble)});
        }
    }
    return wrong;
}

} // namespace

const ScriptRule temporaryFile{
    "TND021", Severity::Warning,
    "two runs, or two scripts, overwrite each other's file; as root it may overwrite any file of the host",
    "keep the answer in a variable: answer=$(curl ...); or write into a directory of its own below /run", check};

} // namespace tandem::lint::scriptrules
