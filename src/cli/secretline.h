// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace tandem::cli {

/// One line of standard input. At a terminal it asks `question` first, and what is typed is not shown. Empty at its
/// end.
std::string readSecretLine(const std::string &question);

} // namespace tandem::cli
