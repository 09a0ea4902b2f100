// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/exitcode.h"
#include "daemon/engine/options.h"

namespace tandem::guard {

/// tandemd from its options to its exit code: reads the file, takes the run directory, sets up the fence, starts the
/// engine and watches over it until SIGTERM.
ExitCode runGuard(const engine::Options &options);

/// `tandemd --check`: reads the file, says what is wrong with it.
ExitCode check(const engine::Options &options);

/// `tandemd --release`: takes off the host what a tandemd that is gone has left there: its VIPs and its fence. InUse
/// while one lives.
ExitCode release(const engine::Options &options);

} // namespace tandem::guard
