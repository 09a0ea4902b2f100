// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/exitcode.h"
#include "daemon/engine/engineconfig.h"
#include "daemon/engine/guardlink.h"
#include "daemon/engine/ports.h"

#include <memory>
#include <string>
#include <vector>

namespace tandem::engine {

/// What the guard gives the engine that it starts.
struct Seat
{
    SharedBoard &board;
    GuardLink link;
    std::string socketPath; ///< RUN-DIR/engine.sock
    std::vector<News> news; ///< what happened before it came
};

/// The engine's process: one thread, one epoll set; the wire first, then what is due, then the agent and the guard.
/// Until SIGTERM, which makes it leave in order.
ExitCode runEngine(EngineConfig config, Seat seat, std::unique_ptr<KernelPort> kernel);

} // namespace tandem::engine
