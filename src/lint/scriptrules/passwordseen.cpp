// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/curloptions.h"
#include "lint/scriptrules/scriptrules.h"

#include <algorithm>

namespace tandem::lint::scriptrules {

namespace {

/// "scheme://user:password@host"
bool isUrlWithPassword(const std::string &word)
{
    const auto scheme = word.find("://");
    if (scheme == std::string::npos)
        return false;
    const auto authority = word.substr(scheme + 3, word.find('/', scheme + 3) - scheme - 3);
    const auto at = authority.rfind('@');
    return at != std::string::npos && authority.find(':') < at;
}

bool showsPassword(const ShellCommand &command)
{
    if (command.calls("curl"))
        return curlValue(command, 'u', "user").find(':') != std::string::npos ||
               std::ranges::any_of(command.words, isUrlWithPassword);
    if (command.calls("maxctrl"))
        return command.hasPrefix("--password") || command.hasPrefix("-p");
    for (const char *client : {"mysql", "mariadb", "mysqladmin", "mariadb-admin"}) {
        if (command.calls(client))
            return command.hasPrefix("--password=") || std::ranges::any_of(command.words, [](const std::string &word) {
                       return word.size() > 2 && word.starts_with("-p");
                   });
    }
    return false;
}

std::vector<ScriptWrong> check(const Script &script)
{
    std::vector<ScriptWrong> wrong;
    for (const auto &command : script.commands) {
        if (showsPassword(command))
            wrong.push_back({command.at, "a password is among the arguments of a program"});
    }
    return wrong;
}

} // namespace

const ScriptRule passwordSeen{
    "TND023", Severity::Warning, "every user of the host reads it in the list of processes",
    "curl --config FILE, maxctrl --config FILE, mariadb --defaults-extra-file=FILE; mode 0600", check};

} // namespace tandem::lint::scriptrules
