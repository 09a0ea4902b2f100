// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tandem::model {

enum class AlarmSeverity : std::uint8_t { Warning, Critical };

std::string_view nameOf(AlarmSeverity severity); ///< "warning", "critical"
std::optional<AlarmSeverity> alarmSeverityOf(std::string_view name);

/// Something that a person should look at, while it lasts.
struct Alarm
{
    std::string id;   ///< stable while it lasts and after a reconnect: "NODE/CODE" or "NODE/CODE/INSTANCE"
    std::string code; ///< stable, for programs: "maxscale-unreachable", "both-active", …
    AlarmSeverity severity = AlarmSeverity::Warning;
    std::string node;
    std::string instance; ///< may be empty
    std::int64_t sinceNs = 0;
    std::string text;     ///< one sentence in English

    bool operator==(const Alarm &) const = default;
};

} // namespace tandem::model
