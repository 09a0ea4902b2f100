// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "generate/input.h"

#include <string>

namespace tandem::generate {

/// What Keepalived calls at each change of state. The same on all nodes.
std::string notifyScript(const Input &input);

} // namespace tandem::generate
