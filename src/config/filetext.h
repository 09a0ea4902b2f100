// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

/// A cluster file as text, for people. Pure.
namespace tandem::config {

/// The text with `"…"` for each value of a key that has a password in it (auth_pass, password, admin_password, …; not
/// those that name a file). Works on lines, so that it holds for files that are no TOML as well: rather too much is
/// hidden than too little.
std::string withoutSecrets(std::string_view text);

/// Where two texts differ first, in words: "line 12 is `priority = 100` there, and `priority = 150` here". Empty: they
/// do not. Blank lines, comments and blanks at the ends do not count.
std::string firstDifference(std::string_view here, std::string_view there);

} // namespace tandem::config
