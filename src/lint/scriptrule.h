// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lint/finding.h"
#include "lint/shellcommands.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <vector>

namespace tandem::lint {

/// A check or notify script of Keepalived.
struct Script
{
    std::string_view text;
    std::vector<ShellCommand> commands;
    std::optional<mode_t> mode; ///< of its file

    /// The word with each variable that has one value in the whole script, and no other, put in its place.
    std::string expanded(const std::string &word) const;
};

/// What is wrong at one place of a script.
struct ScriptWrong
{
    config::Position at;
    std::string text;
};

struct ScriptRule
{
    const char *code;
    Severity severity;
    const char *why;
    const char *fix;
    std::vector<ScriptWrong> (*check)(const Script &script);
};

/// All rules for scripts, by code.
std::span<const ScriptRule *const> allScriptRules();

/// Findings in the script's order. Pure. `mode`: of its file, where it is one.
std::vector<Finding> lintScript(std::string_view text, std::optional<mode_t> mode);

} // namespace tandem::lint
