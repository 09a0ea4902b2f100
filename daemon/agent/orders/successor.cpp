// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/orders/successor.h"

#include <algorithm>

namespace tandem::agent {

namespace {

const model::InstanceStatus *instanceOf(const model::NodeStatus &node, const std::string &name)
{
    const auto found = std::ranges::find(node.instances, name, &model::InstanceStatus::name);
    return found == node.instances.end() ? nullptr : &*found;
}

/// The peer that would be MASTER of it next; nullptr: nobody can.
const model::NodeStatus *nextFor(const std::string &instance, const std::vector<model::NodeStatus> &peers)
{
    const model::NodeStatus *best = nullptr;
    int bestPriority = -1;
    for (const model::NodeStatus &peer : peers) {
        const model::InstanceStatus *there = instanceOf(peer, instance);
        const bool fit = peer.reachable && peer.engineState == model::EngineState::Running && !peer.maintenance &&
                         there != nullptr && there->state == model::VrrpState::Backup;
        if (fit && there->effectivePriority.value_or(0) > bestPriority) {
            best = &peer;
            bestPriority = there->effectivePriority.value_or(0);
        }
    }
    return best;
}

} // namespace

std::vector<Move> successors(const model::NodeStatus &own, const std::vector<model::NodeStatus> &peers)
{
    std::vector<Move> moves;
    for (const model::InstanceStatus &instance : own.instances) {
        if (instance.state != model::VrrpState::Master)
            continue;
        if (const model::NodeStatus *next = nextFor(instance.name, peers))
            moves.push_back({next->name, instance.name});
    }
    const bool all = moves.size() == own.instances.size() || moves.size() > mostMoves;
    const bool samePeer = std::ranges::all_of(moves, [&](const Move &move) { return move.peer == moves.front().peer; });
    if (all && samePeer && !moves.empty())
        return {{moves.front().peer, {}}};
    if (moves.size() > mostMoves)
        moves.resize(mostMoves); // the rest leaves with the order itself
    return moves;
}

} // namespace tandem::agent
