// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace tandem::gui {

enum class ActionKind : std::uint8_t {
    SwitchOver,       ///< the node takes all VIPs, until it is ended
    EndSwitchover,    ///< the priorities of the file are in force again
    BeginMaintenance, ///< the node gives up its VIPs and takes one only where nobody else does
    EndMaintenance,
};

/// What a person asks of one node.
struct ActionRequest
{
    ActionKind kind = ActionKind::SwitchOver;
    std::string node;

    bool operator==(const ActionRequest &) const = default;
};

} // namespace tandem::gui
