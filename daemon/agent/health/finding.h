// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/alarm.h"

#include <cstdint>
#include <string>

namespace tandem::agent {

/// Something that deserves an alarm while it lasts, but is no failure.
struct Finding
{
    std::string code; ///< of the alarm: "maxscale-unauthorized", …
    model::AlarmSeverity severity = model::AlarmSeverity::Warning;
    std::string text;
    std::int64_t sinceNs = 0; ///< where it is known; else the alarm begins when it is first seen

    bool operator==(const Finding &) const = default;
};

} // namespace tandem::agent
