// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace tandem::guard {

using ApartWork = std::function<std::vector<std::uint8_t>()>;

/// Has `work` done in a process of its own, without real-time priority, which is gone when this returns, and returns
/// what it made. Waits at most ten seconds; of work that failed or took longer there is less than all, or nothing.
Result<std::vector<std::uint8_t>> doApart(const ApartWork &work);

} // namespace tandem::guard
