// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/scriptrule.h"

#include "lint/scriptrules/scriptrules.h"

#include <algorithm>
#include <array>

namespace tandem::lint {

std::string Script::expanded(const std::string &word) const
{
    if (!word.starts_with('$'))
        return word;
    std::string name = word.substr(1);
    if (name.starts_with('{') && name.ends_with('}'))
        name = name.substr(1, name.size() - 2);
    std::optional<std::string> value;
    for (const auto &command : commands) {
        const auto assignment = assignmentOf(command);
        if (!assignment || assignment->name != name)
            continue;
        if (value && *value != assignment->value)
            return word;
        value = assignment->value;
    }
    return value.value_or(word);
}

std::span<const ScriptRule *const> allScriptRules()
{
    using namespace scriptrules;
    static constexpr std::array all{
        &curlStatus,   &maxAdmin,     &passiveSync,   &temporaryFile, &noTimeout,
        &passwordSeen, &defaultLogin, &missingStates, &fileMode,
    };
    return all;
}

std::vector<Finding> lintScript(std::string_view text, std::optional<mode_t> mode)
{
    const Script script{text, commandsOf(text), mode};
    std::vector<Finding> findings;
    for (const auto *rule : allScriptRules()) {
        for (auto &wrong : rule->check(script))
            findings.push_back({rule->code, rule->severity, wrong.at, std::move(wrong.text), rule->why, rule->fix, {}, {}});
    }
    std::ranges::stable_sort(findings, {}, &Finding::at);
    return findings;
}

} // namespace tandem::lint
