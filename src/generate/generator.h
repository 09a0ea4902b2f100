// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "generate/file.h"
#include "generate/input.h"

#include <vector>

namespace tandem::generate {

/// All files of a cluster: a directory for each node. Pure, and equal bytes for equal input. BadFile: a secret is
/// missing in `input`, or Keepalived cannot do what the cluster file asks for.
Result<std::vector<File>> generate(const Input &input);

} // namespace tandem::generate
