// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "lint/finding.h"

#include <string>
#include <string_view>
#include <vector>

namespace tandem::lint {

/// Findings in the file's order. Pure. Relative paths are taken from `directory`. A file with a mistake has only
/// findings of TND001: what it would do is not known.
std::vector<Finding> lintCluster(std::string_view text, const std::string &name, const std::string &directory);

/// A cluster file, a check or notify script (which begins with "#!"), or a keepalived.conf with what it includes. BadFile where the file cannot be read at all,
/// or is longer than 1 MiB.
Result<std::vector<Finding>> lintFile(const std::string &path);

} // namespace tandem::lint
