// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <optional>

namespace tandem::fleet {

/// How it stands with one node's agent.
struct Link
{
    enum class State : std::uint8_t { Connecting, Connected, Lost, Refused };
    State state = State::Connecting;
    std::optional<Error> error;     ///< Lost, Refused: why, and what to do
    std::int64_t lastHeardNs = 0;   ///< our wall clock; 0 = never
    std::int64_t clockOffsetNs = 0; ///< node's clock minus ours
    std::int64_t clockErrorNs = 0;  ///< +/-
    bool clockKnown = false;
};

} // namespace tandem::fleet
