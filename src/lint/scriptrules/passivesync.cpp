// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/curloptions.h"
#include "lint/scriptrules/scriptrules.h"

#include <algorithm>

namespace tandem::lint::scriptrules {

namespace {

bool isPatchOfMaxScale(const ShellCommand &command)
{
    return command.calls("curl") && curlValue(command, 'X', "request") == "PATCH" &&
           std::ranges::any_of(command.words, [](const std::string &word) {
               const auto at = word.find("/v1/maxscale");
               return at != std::string::npos && word.find("sync=false", at) == std::string::npos;
           });
}

bool isAlterByMaxCtrl(const ShellCommand &command)
{
    return command.calls("maxctrl") && command.hasWord("alter") && command.hasWord("maxscale") &&
           command.hasWord("passive") && !command.hasPrefix("--skip-sync");
}

std::vector<ScriptWrong> check(const Script &script)
{
    std::vector<ScriptWrong> wrong;
    for (const auto &command : script.commands) {
        if (isPatchOfMaxScale(command))
            wrong.push_back({command.at, "sets a parameter of MaxScale without ?sync=false"});
        if (isAlterByMaxCtrl(command))
            wrong.push_back({command.at, "sets passive without --skip-sync"});
    }
    return wrong;
}

} // namespace

const ScriptRule passiveSync{"TND020", Severity::Warning,
                             "where config_sync_cluster is on, the passive of this MaxScale becomes that of all",
                             "/v1/maxscale?sync=false, or maxctrl --skip-sync (MaxScale 6 and newer)", check};

} // namespace tandem::lint::scriptrules
