// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/timeline/lanesource.h"

namespace tandem::gui {

LaneInput laneInput(const ClusterSource &source)
{
    LaneInput input{source.events(), {}, {}, source.nowNs()};
    const config::Cluster &cluster = source.cluster();
    for (std::size_t i = 0; i < cluster.nodes.size(); ++i) {
        NodeLanes node{cluster.nodes[i].name, {}, source.knownUntilNs(static_cast<int>(i))};
        for (const config::Instance &instance : cluster.instances)
            node.instances.push_back(instance.name);
        input.nodes.push_back(std::move(node));
    }
    for (const config::Instance &instance : cluster.instances)
        for (const config::VirtualAddress &address : instance.virtualAddresses)
            input.vips.push_back({address.network.address.toString(), instance.name});
    return input;
}

} // namespace tandem::gui
