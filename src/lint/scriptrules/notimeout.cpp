// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/curloptions.h"
#include "lint/scriptrules/scriptrules.h"

namespace tandem::lint::scriptrules {

namespace {

std::vector<ScriptWrong> check(const Script &script)
{
    std::vector<ScriptWrong> wrong;
    for (const auto &command : script.commands) {
        if (command.isUnderTimeout())
            continue;
        if (command.calls("curl") && !curlHas(command, 'm', "max-time") && !curlHas(command, 'K', "config"))
            wrong.push_back({command.at, "curl waits for as long as MaxScale is silent"});
        for (const char *client : {"mysql", "mariadb", "mysqladmin", "mariadb-admin", "maxadmin"}) {
            if (command.calls(client))
                wrong.push_back({command.at, std::string(client) + " waits for as long as the other side is silent"});
        }
        if (command.calls("maxctrl") && !command.hasPrefix("--timeout") && !command.hasWord("-t"))
            wrong.push_back({command.at, "maxctrl waits for 10 s"});
    }
    return wrong;
}

} // namespace

const ScriptRule noTimeout{"TND022", Severity::Warning,
                           "a MaxScale that is frozen is the failure to be found, and the script hangs with it",
                           "curl --max-time 1; timeout 1 before anything else; below the interval of the check", check};

} // namespace tandem::lint::scriptrules
