// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/scriptrules/scriptrules.h"

#include <algorithm>

namespace tandem::lint::scriptrules {

namespace {

std::vector<ScriptWrong> check(const Script &script)
{
    std::vector<ScriptWrong> wrong;
    for (const auto &command : script.commands) {
        if (std::ranges::any_of(
                command.words, [](const std::string &word) { return word.find("admin:mariadb") != std::string::npos; }))
            wrong.push_back({command.at, "user and password are those that MaxScale is installed with"});
    }
    return wrong;
}

} // namespace

const ScriptRule defaultLogin{"TND024", Severity::Error, "everybody knows them, and this user may change everything",
                              "`maxctrl alter user admin NEWPASSWORD` on each MaxScale", check};

} // namespace tandem::lint::scriptrules
