// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace tandem::config {

inline constexpr std::size_t longestCommand = 4096; ///< octets
inline constexpr std::size_t mostArguments = 64;    ///< with the program

/// A command as Keepalived takes it: words between blanks, quoted as a shell does ('…' as it stands, in "…" and outside
/// a backslash takes the next character as it stands), but run without a shell: no variable, no pattern, no pipe.
/// BadFile, without a place: a quotation that does not end, no program, more than the bounds.
Result<std::vector<std::string>> splitCommand(std::string_view command);

/// The command with a program that begins with '/': a relative one is one of `directory`, quoted where it has to be.
/// Only for what splitCommand() takes.
std::string absoluteCommand(std::string_view command, const std::string &directory);

} // namespace tandem::config
