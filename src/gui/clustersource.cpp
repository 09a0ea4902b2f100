// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/clustersource.h"

#include <cstdlib>

namespace tandem::gui {

int ClusterSource::nodeIndexOf(const std::string &name) const
{
    for (int i = 0; i < nodeCount(); ++i)
        if (nodes()[static_cast<std::size_t>(i)].name == name)
            return i;
    return -1;
}

std::int64_t ClusterSource::knownUntilNs(int nodeIndex) const
{
    return isReached(nodeIndex) ? nowNs() : link(nodeIndex).lastHeardNs;
}

std::optional<ClusterSource::ClockBound> ClusterSource::clockBound() const
{
    std::optional<ClockBound> bound;
    for (int i = 0; i < nodeCount(); ++i) {
        const fleet::Link &node = link(i);
        if (!node.clockKnown)
            continue;
        if (!bound || std::llabs(node.clockOffsetNs) > std::llabs(bound->offsetNs))
            bound = ClockBound{node.clockOffsetNs, std::max(node.clockErrorNs, bound ? bound->errorNs : 0)};
        else
            bound->errorNs = std::max(bound->errorNs, node.clockErrorNs);
    }
    return bound;
}

} // namespace tandem::gui
