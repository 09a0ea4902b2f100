// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "daemon/agent/api/action.h"
#include "daemon/agent/health/healthevent.h"
#include "model/alarm.h"
#include "model/event.h"
#include "model/nodestatus.h"

#include <cstdint>
#include <string>

/// The agent's own events, without node and number. Pure.
namespace tandem::agent {

/// `from` is empty for the first reading.
model::Event modeEvent(const std::string &from, const std::string &to, const std::string &reason, bool wrote,
                       const std::string &state, std::int64_t timeNs);

model::Event alarmEvent(const model::Alarm &alarm, bool raised, std::int64_t timeNs);

/// Asked for by somebody, and done or refused.
model::Event actionEvent(const Action &action, const Result<void> &outcome, std::int64_t timeNs);

/// A hold of the mode that nobody released.
model::Event holdEndedEvent(const std::string &node, const model::Hold &hold, const std::string &why,
                            std::int64_t timeNs);

/// "2026-01-01 00:00:00 UTC"
std::string utcText(std::int64_t timeNs);

model::Event helperEvent(const std::string &reason, std::int64_t timeNs);

} // namespace tandem::agent
