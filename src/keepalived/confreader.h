// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "keepalived/conf.h"
#include "keepalived/conftree.h"

namespace tandem::keepalived {

/// Each directive is in the Conf, or has a remark. Pure but for `open`; total.
Conf readConf(const SourceFile &file, const std::string &configId, const OpenIncludes &open);

/// The file at `path` with what it includes from the file system. BadFile where it cannot be read, or is longer than
/// mostOctets.
Result<Conf> readConfFile(const std::string &path, const std::string &configId);

} // namespace tandem::keepalived
