// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "generate/file.h"

#include <string>

namespace tandem::cli {

/// What would change in `directory` if `file` were written: lines as diff(1) -u gives them, or a line that says so
/// where a secret is in it. Empty: nothing. System: diff cannot be run.
Result<std::string> differenceOf(const std::string &directory, const generate::File &file);

/// The text with each VRRP password made unreadable.
std::string withoutPasswords(const std::string &text);

} // namespace tandem::cli
