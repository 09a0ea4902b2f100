// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/eventtext.h"

#include <array>
#include <ctime>

namespace tandem::agent {

using model::CauseType;
using model::Event;
using model::EventKind;

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

namespace {

/// "switchover to maxscale2"
std::string wordsOf(const Action &action)
{
    switch (action.kind) {
    case Action::Kind::Switchover: return "switchover to " + action.node;
    case Action::Kind::CancelSwitchover: return "end of the switchover to " + action.node;
    case Action::Kind::MaintenanceOn: return "maintenance of " + action.node;
    case Action::Kind::Hold:
        return "hold of the mode of " + action.node + " for " + std::to_string(action.forSeconds) + " s";
    case Action::Kind::Release: return "release of the mode of " + action.node;
    case Action::Kind::MaintenanceOff: break;
    }
    return "end of the maintenance of " + action.node;
}

const char *codeOf(Action::Kind kind)
{
    constexpr std::array codes{"switchover",      "cancel-switchover", "maintenance-on",
                               "maintenance-off", "mode-hold",         "mode-release"};
    return codes.at(static_cast<std::size_t>(kind));
}

} // namespace

Event actionEvent(const Action &action, const Result<void> &outcome, std::int64_t timeNs)
{
    Event event;
    event.timeNs = timeNs;
    event.kind = EventKind::Action;
    event.instance = action.instance;
    event.to = codeOf(action.kind);
    event.reason = wordsOf(action) + ", asked for by " + action.askedBy;
    if (!action.through.empty() && action.through != action.askedBy)
        event.reason += " through " + action.through;
    if (!outcome)
        event.reason += ": refused: " + outcome.error().text;
    event.cause = {CauseType::Command,
                   {{"action", codeOf(action.kind)}, {"node", action.node}, {"asked_by", action.askedBy}}};
    if (!action.through.empty())
        event.cause.details.emplace_back("through", action.through);
    if (action.kind == Action::Kind::Hold)
        event.cause.details.emplace_back("for_seconds", std::to_string(action.forSeconds));
    event.cause.details.emplace_back("outcome", outcome ? "done" : "refused");
    return event;
}

Event holdEndedEvent(const std::string &node, const model::Hold &hold, const std::string &why, std::int64_t timeNs)
{
    Event event;
    event.timeNs = timeNs;
    event.kind = EventKind::Action;
    event.to = "mode-hold-ended";
    event.reason = "hold of the mode of " + node + ", asked for by " + hold.by + ", has ended: " + why;
    event.cause = {CauseType::Timer, {{"action", event.to}, {"node", node}, {"asked_by", hold.by}}};
    return event;
}

std::string utcText(std::int64_t timeNs)
{
    const std::time_t seconds = timeNs / 1'000'000'000;
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &utc);
    return text.data();
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
