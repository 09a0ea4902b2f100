// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "generate/file.h"
#include "generate/input.h"

#include <string>
#include <vector>

namespace tandem::generate {

/// INSTALL.md: for each node what goes where, and the commands in their order.
std::string installText(const Input &input, const std::vector<File> &files);

} // namespace tandem::generate
