// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace tandem::keepalived {

/// The nearest name that a cluster file takes (letters, digits, '-', '_', '.'; 64 at most).
std::string nameFrom(const std::string &text);

} // namespace tandem::keepalived
