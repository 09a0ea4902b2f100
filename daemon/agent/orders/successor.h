// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/nodestatus.h"

#include <string>
#include <vector>

namespace tandem::agent {

/// A switchover of one instance to a peer. No instance: of all.
struct Move
{
    std::string peer;
    std::string instance;
    bool operator==(const Move &) const = default;
};

/// Who takes what `own` is MASTER of, so that it may leave: for each instance the fit peer that competes best. Pure.
/// Where one peer takes all and nothing is left to others, or there are more than `mostMoves`, one move names all.
std::vector<Move> successors(const model::NodeStatus &own, const std::vector<model::NodeStatus> &peers);

inline constexpr std::size_t mostMoves = 8; ///< an engine takes ten orders a second

} // namespace tandem::agent
