// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tandem::model {

enum class EventKind : std::uint8_t { State, Vip, Health, Mode, Alarm, Action, Config, Helper };
/// Unknown: only of what somebody else's log tells without a reason.
enum class CauseType : std::uint8_t { Advert, Timer, Check, Link, Command, Start, Unknown };

std::string_view nameOf(EventKind kind); ///< "state", "vip", …
std::string_view nameOf(CauseType type); ///< "advert", "timer", …
std::optional<EventKind> eventKindOf(std::string_view name);
std::optional<CauseType> causeTypeOf(std::string_view name);

/// Why something happened, with what proves it: the packet's sender and priority, the check that failed.
struct Cause
{
    CauseType type = CauseType::Start;
    /// In a fixed order; names as in JSON, e.g. {"from","10.77.0.1"}, {"priority","0"}, {"check","maxscale"}.
    std::vector<std::pair<std::string, std::string>> details;

    bool operator==(const Cause &) const = default;
};

/// One thing that happened on one node. Numbered by that node's journal without gaps, from 1.
struct Event
{
    std::uint64_t seq = 0;
    std::string node;
    std::int64_t timeNs = 0;       ///< the node's wall clock, ns since 1970 UTC
    std::int64_t clockErrorNs = 0; ///< +/-; 0 as the node itself reports it, set by whoever compares clocks
    EventKind kind = EventKind::Helper;
    std::string instance;          ///< VRRP instance; empty where it concerns the node
    std::string from;              ///< state: "MASTER"; vip: ""; health: "ok"; mode: "passive"
    std::string to;
    std::string reason;            ///< one line in English, e.g. "check \"maxscale\" failed: refused"
    Cause cause;

    bool operator==(const Event &) const = default;
};

} // namespace tandem::model
