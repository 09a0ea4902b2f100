// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace tandem::cli {

/// "2026-01-01 00:00:00.000", local time.
std::string timeText(std::int64_t timeNs);

/// "00:00:12", "3d 01:00:00"; never negative.
std::string durationText(std::int64_t ns);

/// "90", "90s", "15m", "1h", "2d". Usage: it is something else.
Result<std::chrono::seconds> durationOf(const std::string &text);

} // namespace tandem::cli
