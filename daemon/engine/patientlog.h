// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/log.h"

#include <string_view>

namespace tandem::engine {

/// Writes a log line if that does not make the engine wait: a reader of standard error that hangs must not stop
/// adverts. Lines that were dropped are counted and said later.
void logPatiently(Severity severity, std::string_view text);

} // namespace tandem::engine
