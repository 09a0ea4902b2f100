// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/healthevent.h"

#include <chrono>

namespace tandem::agent {

using model::CauseType;
using model::Event;
using model::EventKind;

Event healthEvent(const std::string &check, const Tracker::Change &change, Health health, std::int64_t timeNs)
{
    Event event;
    event.timeNs = timeNs;
    event.kind = EventKind::Health;
    event.from = change.from;
    event.to = change.to;
    event.reason = "check \"" + check + "\" ";
    if (health == Health::Down)
        event.reason += "failed: " + change.to;
    else
        event.reason += change.from.empty() ? "is good" : "is good again";
    event.cause = {CauseType::Check, {{"check", check}, {"verdict", change.to}, {"evidence", change.evidence}}};
    if (change.count > 1) {
        const auto tookMs = std::chrono::duration_cast<std::chrono::milliseconds>(change.took).count();
        event.cause.details.emplace_back("count", std::to_string(change.count));
        event.cause.details.emplace_back("took_ms", std::to_string(tookMs));
    }
    return event;
}

} // namespace tandem::agent
