// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/agent/health/tracker.h"
#include "model/event.h"

#include <cstdint>
#include <string>

namespace tandem::agent {

/// The verdict of a check is another one. Without node and number. Pure.
model::Event healthEvent(const std::string &check, const Tracker::Change &change, Health health, std::int64_t timeNs);

} // namespace tandem::agent
