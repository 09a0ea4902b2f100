// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace tandem::simulation {

/// What can be wrong. A node is its index in config::Cluster::nodes, a check that in config::Cluster::checks.
struct Fault
{
    enum class Kind : std::uint8_t {
        NodeDown,     ///< the host is off, and starts afresh when it is back
        LinkDown,     ///< all its interfaces are without carrier
        EngineFrozen, ///< neither engine nor guard runs; the kernel does, with what it was given
        CheckDown,    ///< one check says no
        MaxScaleDown, ///< every check that watches MaxScale says no
        OneWayLoss,   ///< nothing that `node` sends reaches `other`
    };
    Kind kind = Kind::NodeDown;
    std::size_t node = 0;
    std::size_t other = 0; ///< OneWayLoss
    std::size_t check = 0; ///< CheckDown

    bool operator==(const Fault &) const = default;
};

/// "the engine of maxscale1 is frozen"
std::string describe(const Fault &fault, const config::Cluster &cluster);

/// The check looks at the node's MaxScale: by REST, its process, or a port of this host.
bool watchesMaxScale(const config::Check &check);

} // namespace tandem::simulation
