// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"
#include "simulation/simulation.h"

#include <cstddef>
#include <string>
#include <vector>

namespace tandem::lint {

/// What was found in one combination of failures, after the cluster settled.
struct Outcome
{
    enum class Kind : std::uint8_t {
        TwoOwners, ///< more than one node answers for a VIP
        NoOwner,   ///< none does, though one could
        NobodyCan, ///< none does, and none could
    };
    Kind kind = Kind::TwoOwners;
    std::vector<std::size_t> instances; ///< index in the cluster; several where they are alike
    std::vector<simulation::Fault> faults;
    std::vector<simulation::Moment> timeline; ///< of the first of the instances
};

/// "maxscale1 is off, then maxscale2 has no link"
std::string faultsOf(const Outcome &outcome, const config::Cluster &cluster);

struct Proof
{
    std::vector<Outcome> failures; ///< TwoOwners and NoOwner, that a better file could prevent
    /// TwoOwners and NoOwner where a network carries one way only: VRRP has no answer to a listener that is deaf.
    std::vector<Outcome> deaf;
    std::vector<Outcome> nobodyCan;
    std::size_t combinations = 0; ///< that were tried, in either order
    bool complete = true;         ///< false: the file's timers are so far apart that it was given up (mostSteps)
};

/// Tries every combination of at most two failures, one after the other, on the state machines that the engine runs.
/// Sync groups and instances that are alike but for names, router id and addresses are tried once.
/// `mostSteps` bounds it: wakes of a state machine, about a microsecond each.
Proof proveFailures(const config::Cluster &cluster, std::size_t mostSteps = 3'000'000);

} // namespace tandem::lint
