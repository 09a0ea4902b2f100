// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "generate/input.h"

#include <string>

namespace tandem::generate {

/// The keepalived.conf of one node, for Keepalived 2.2 and newer.
Result<std::string> keepalivedConf(const Input &input, const config::Node &node);

} // namespace tandem::generate
