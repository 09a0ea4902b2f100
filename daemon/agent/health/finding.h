// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/alarm.h"

#include <string>

namespace tandem::agent {

/// Something that deserves an alarm while it lasts, but is no failure.
struct Finding
{
    std::string code; ///< of the alarm: "maxscale-unauthorized", …
    model::AlarmSeverity severity = model::AlarmSeverity::Warning;
    std::string text;

    bool operator==(const Finding &) const = default;
};

} // namespace tandem::agent
