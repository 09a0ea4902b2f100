// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/scriptrules/scriptrules.h"

#include <algorithm>
#include <array>

namespace tandem::lint::scriptrules {

namespace {

bool speaksOf(const Script &script, std::string_view state)
{
    return std::ranges::any_of(script.commands, [&](const ShellCommand &command) { return command.hasWord(state); });
}

/// A notify script tells MASTER and BACKUP apart.
std::vector<ScriptWrong> check(const Script &script)
{
    if (!speaksOf(script, "MASTER") || !speaksOf(script, "BACKUP"))
        return {};
    const auto first =
        std::ranges::find_if(script.commands, [](const ShellCommand &command) { return command.hasWord("MASTER"); });
    std::vector<ScriptWrong> wrong;
    constexpr std::array<std::array<const char *, 2>, 2> others{
        {{"FAULT", "does not speak of FAULT: a node that lost its VIP over a failed check stays active"},
         {"STOP", "does not speak of STOP: a Keepalived that is stopped leaves its MaxScale active"}}};
    for (const auto &[state, text] : others) {
        if (!speaksOf(script, state))
            wrong.push_back({first->at, text});
    }
    return wrong;
}

} // namespace

const ScriptRule missingStates{"TND025", Severity::Warning,
                               "two MaxScales would be active, and both may fail over the database",
                               "set passive to true in FAULT and STOP as in BACKUP", check};

} // namespace tandem::lint::scriptrules
