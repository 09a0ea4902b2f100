// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "generate/file.h"

#include <string>

namespace tandem::cli {

/// What would change in `directory` if `file` were written: lines as diff(1) -u gives them, or a line that says so
/// where a secret is in it. Empty: nothing. System: diff cannot be run.
Result<std::string> differenceOf(const std::string &directory, const generate::File &file);

/// How one text becomes another, as diff(1) -u gives it. Empty: they are the same.
Result<std::string> differenceBetween(const std::string &from, const std::string &to, const std::string &fromName,
                                      const std::string &toName);

/// The text with each VRRP password made unreadable.
std::string withoutPasswords(const std::string &text);

} // namespace tandem::cli
