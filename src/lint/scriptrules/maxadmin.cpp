// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/scriptrules/scriptrules.h"

namespace tandem::lint::scriptrules {

namespace {

std::vector<ScriptWrong> check(const Script &script)
{
    std::vector<ScriptWrong> wrong;
    for (const auto &command : script.commands) {
        if (command.calls("maxadmin"))
            wrong.push_back({command.at, "MaxAdmin is no part of MaxScale any more"});
    }
    return wrong;
}

} // namespace

const ScriptRule maxAdmin{
    "TND019", Severity::Error, "since MaxScale 2.5 there is no maxadmin: the script fails, and with it every node",
    "ask the REST API: curl --fail --max-time 1 http://127.0.0.1:8989/v1/servers, or maxctrl", check};

} // namespace tandem::lint::scriptrules
