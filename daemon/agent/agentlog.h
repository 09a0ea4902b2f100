// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/log.h"

#include <string_view>

namespace tandem::agent {

/// Writes a log line if that does not make the agent wait: a reader of standard error that hangs must not keep it from
/// seeing a MaxScale die. What cannot be written is dropped; events are in the journal.
void logPatiently(Severity severity, std::string_view text);

} // namespace tandem::agent
