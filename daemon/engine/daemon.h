// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/exitcode.h"
#include "daemon/engine/engineconfig.h"
#include "daemon/engine/options.h"
#include "daemon/engine/ports.h"

#include <functional>
#include <memory>

namespace tandem::engine {

/// What main() puts in from the other rooms.
struct Wiring
{
    std::function<Result<std::unique_ptr<KernelPort>>()> openKernel;
    /// The configuration that is applied now; slots[i] is the kernel slot of config.instances[i].
    std::function<Result<void>(const EngineConfig &config, const std::vector<Slot> &slots)> applied;
};

/// tandemd from its options to its exit code: reads the file, takes the run directory, runs the engine until SIGTERM.
ExitCode runDaemon(const Options &options, const Wiring &wiring);

} // namespace tandem::engine
