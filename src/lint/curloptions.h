// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lint/shellcommands.h"

#include <string>
#include <string_view>

namespace tandem::lint {

/// Whether curl is called with an option, by its letter (also among others: -sf) or its long name.
bool curlHas(const ShellCommand &command, char letter, std::string_view longName);
/// The value of an option; empty where it is not given.
std::string curlValue(const ShellCommand &command, char letter, std::string_view longName);

} // namespace tandem::lint
