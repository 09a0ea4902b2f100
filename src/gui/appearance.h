// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/nodestatus.h"

#include <cstdint>
#include <string_view>

namespace tandem::gui {

/// How a state looks: each has a colour, a shape and, beside it, always its word.
enum class Appearance : std::uint8_t {
    Unknown,  ///< grey bar, dotted ring
    Backup,   ///< pale bar, ring
    Master,   ///< filled bar, disc
    Fault,    ///< hatched bar, triangle
    Active,   ///< filled bar, filled square
    Passive,  ///< outlined bar, outlined square
    Other,    ///< filled bar, disc: a VIP's owner that is not the cluster's first node
    Conflict, ///< wide stripes, triangle: two owners, no owner
    Action,   ///< diamond
};

Appearance appearanceOf(model::VrrpState state);
Appearance appearanceOfState(std::string_view word);     ///< "MASTER", "INIT", …
Appearance appearanceOfHealth(std::string_view verdict); ///< "ok", "", "unknown", else failed
Appearance appearanceOfMode(std::string_view mode);      ///< "active", "passive", else unknown

} // namespace tandem::gui
