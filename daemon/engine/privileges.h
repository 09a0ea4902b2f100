// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

namespace tandem::engine {

/// NotAllowed, naming the capability that is missing and how to give it.
Result<void> checkPrivileges();
/// For a child that is to have none: ambient, bounding and all own sets empty, no new ones, no real-time scheduling.
void dropAllPrivileges() noexcept;
/// mlockall with MCL_ONFAULT: what was touched stays in memory.
Result<void> lockMemory();
/// SCHED_FIFO or SCHED_RR is in force.
bool inRealTime() noexcept;
/// Where it runs in real time: one step below its guard, which has to come through if this loops.
void stepBelowGuard() noexcept;

} // namespace tandem::engine
