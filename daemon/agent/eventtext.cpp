// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/eventtext.h"

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

Event modeEvent(const std::string &from, const std::string &to, const std::string &reason, bool wrote,
                const std::string &state, std::int64_t timeNs)
{
    Event event;
    event.timeNs = timeNs;
    event.kind = EventKind::Mode;
    event.from = from;
    event.to = to;
    event.reason = "MaxScale is " + to + ": " + reason;
    event.cause = {CauseType::Check, {{"check", "mode"}, {"state", state}, {"written", wrote ? "true" : "false"}}};
    return event;
}

Event alarmEvent(const model::Alarm &alarm, bool raised, std::int64_t timeNs)
{
    Event event;
    event.timeNs = timeNs;
    event.kind = EventKind::Alarm;
    event.instance = alarm.instance;
    (raised ? event.to : event.from) = alarm.code;
    event.reason = raised ? alarm.text : "over: " + alarm.text;
    event.cause = {CauseType::Check, {{"alarm", alarm.id}, {"severity", std::string(nameOf(alarm.severity))}}};
    return event;
}

Event helperEvent(const std::string &reason, std::int64_t timeNs)
{
    Event event;
    event.timeNs = timeNs;
    event.kind = EventKind::Helper;
    event.reason = reason;
    event.cause = {CauseType::Start, {{"program", "tandem-agent"}, {"version", TANDEM_VERSION}}};
    return event;
}

} // namespace tandem::agent
