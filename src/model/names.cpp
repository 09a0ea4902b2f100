// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/alarm.h"
#include "model/event.h"
#include "model/hostfacts.h"
#include "model/nodestatus.h"

#include <array>

namespace tandem::model {

namespace {

// Each table is indexed by the enumerator's value.
constexpr std::array<std::string_view, 8> eventKinds{"state", "vip", "health", "mode", "alarm", "action", "config", "helper"};
constexpr std::array<std::string_view, 7> causeTypes{"advert", "timer", "check", "link", "command", "start", "unknown"};
constexpr std::array<std::string_view, 6> vrrpStates{"UNKNOWN", "STOPPED", "INIT", "BACKUP", "MASTER", "FAULT"};
constexpr std::array<std::string_view, 3> engineStates{"unknown", "running", "stopped"};
constexpr std::array<std::string_view, 4> addressStates{"not-asked", "silent", "answered", "own"};
constexpr std::array<std::string_view, 2> severities{"warning", "critical"};

template <class E, std::size_t N>
std::optional<E> lookUp(const std::array<std::string_view, N> &table, std::string_view name)
{
    for (std::size_t i = 0; i < N; ++i)
        if (table[i] == name)
            return static_cast<E>(i);
    return std::nullopt;
}

} // namespace

std::string_view nameOf(EventKind kind) { return eventKinds.at(static_cast<std::size_t>(kind)); }
std::string_view nameOf(CauseType type) { return causeTypes.at(static_cast<std::size_t>(type)); }
std::string_view nameOf(VrrpState state) { return vrrpStates.at(static_cast<std::size_t>(state)); }
std::string_view nameOf(EngineState state) { return engineStates.at(static_cast<std::size_t>(state)); }
std::string_view nameOf(AlarmSeverity severity) { return severities.at(static_cast<std::size_t>(severity)); }

std::string_view nameOf(AddressAnswer::State state) { return addressStates.at(static_cast<std::size_t>(state)); }

std::optional<AddressAnswer::State> addressStateOf(std::string_view name)
{
    return lookUp<AddressAnswer::State>(addressStates, name);
}
std::optional<EventKind> eventKindOf(std::string_view name) { return lookUp<EventKind>(eventKinds, name); }
std::optional<CauseType> causeTypeOf(std::string_view name) { return lookUp<CauseType>(causeTypes, name); }
std::optional<VrrpState> vrrpStateOf(std::string_view name) { return lookUp<VrrpState>(vrrpStates, name); }
std::optional<EngineState> engineStateOf(std::string_view name) { return lookUp<EngineState>(engineStates, name); }
std::optional<AlarmSeverity> alarmSeverityOf(std::string_view name) { return lookUp<AlarmSeverity>(severities, name); }

} // namespace tandem::model
