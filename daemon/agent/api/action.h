// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QJsonObject>
#include <cstdint>
#include <functional>
#include <string>

namespace tandem::agent {

/// What a person asks of a node (SPEC.md, Actions); his right to it is checked.
struct Action
{
    enum class Kind : std::uint8_t {
        Switchover,
        CancelSwitchover,
        MaintenanceOn,
        MaintenanceOff,
        Hold,   ///< keep Tandem's hands off the node's MaxScale
        Release ///< end that
    };
    Kind kind = Kind::Switchover;
    std::string node;
    std::string instance;        ///< empty: all
    std::string askedBy;         ///< as certificate or kernel say; where an agent passes it on: as that one says
    std::string through;         ///< the agent that passed it on; empty: none
    std::int64_t forSeconds = 0; ///< of a hold

    bool operator==(const Action &) const = default;
};

/// Called once, within the call or later.
using ActionReply = std::function<void(Result<QJsonObject>)>;

} // namespace tandem::agent
