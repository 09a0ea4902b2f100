// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/mistakes.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::lint {

/// One simple command of a shell script as its text has it: words without their quotes, nothing expanded. A redirection
/// is a word of its own (">", ">>", "<") and its target the next one.
struct ShellCommand
{
    config::Position at; ///< of its first word
    std::vector<std::string> words;

    /// Where the program of this name is called: behind assignments, `if`, `!`, `timeout 2s` and such. Its directory
    /// does not count.
    std::optional<std::size_t> calls(std::string_view program) const;
    bool isUnderTimeout() const; ///< `timeout` stands before the program
    bool hasWord(std::string_view word) const;
    /// A word that begins so.
    bool hasPrefix(std::string_view prefix) const;
};

/// All simple commands, those within $( ) and backquotes too, in their order. Comments and here-documents are none.
/// Pure; linear in the text; never fails: what is no shell gives odd words.
std::vector<ShellCommand> commandsOf(std::string_view script);

/// `name=value` where the command is nothing else.
struct ShellAssignment
{
    std::string name;
    std::string value;
};
std::optional<ShellAssignment> assignmentOf(const ShellCommand &command);

} // namespace tandem::lint
