// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

namespace tandem::engine {

/// NotAllowed, naming what is missing of CAP_NET_ADMIN and CAP_NET_RAW and how to get it.
Result<void> checkPrivileges();

/// For a child between fork() and exec(): no capability in any set, and none to be had. Async-signal-safe.
void dropAllPrivileges() noexcept;

/// Locks the memory in use as it is touched, so that a swapping host does not make the engine late. Where the system
/// does not allow it, says so: the engine works without.
Result<void> lockMemory();

} // namespace tandem::engine
