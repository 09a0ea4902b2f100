// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/curloptions.h"
#include "lint/scriptrules/scriptrules.h"

namespace tandem::lint::scriptrules {

namespace {

std::vector<ScriptWrong> check(const Script &script)
{
    std::vector<ScriptWrong> wrong;
    for (const auto &command : script.commands) {
        if (!command.calls("curl") || curlHas(command, 'f', "fail") || curlHas(command, '\0', "fail-with-body") ||
            curlHas(command, 'K', "config")) // what that says is not known
            continue;
        if (curlValue(command, 'w', "write-out").find("http_code") == std::string::npos)
            wrong.push_back({command.at, "curl succeeds whatever HTTP status comes back"});
    }
    return wrong;
}

} // namespace

const ScriptRule curlStatus{"TND018", Severity::Error,
                            "a MaxScale that answers 401 or 500 counts as well, and a write that was refused as done",
                            "curl --fail, or look at the status that -w '%{http_code}' writes", check};

} // namespace tandem::lint::scriptrules
