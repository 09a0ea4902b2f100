// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "config/cluster.h"
#include "daemon/engine/ports.h"
#include "vrrp/routerconfig.h"

#include <string>
#include <vector>

namespace tandem::engine {

/// A VRRP instance as this node runs it.
struct InstanceConfig
{
    vrrp::RouterConfig router;
    InstancePlan plan;
    bool unicast = false;
    std::vector<IpAddress> destinations; ///< of the adverts: the group, or the other nodes
};

/// Same protocol, same wire, same VIPs: only the lease may differ. Such an instance goes on as it is.
bool sameRouter(const InstanceConfig &one, const InstanceConfig &other);

struct EngineConfig
{
    std::string cluster;
    std::string node;
    std::vector<InstanceConfig> instances; ///< at most mostInstances, names are unique

    /// Every interface that is bound, tracked or given a VIP.
    std::vector<std::string> interfaces() const;
    /// Largest lease of the instances, seconds; 0 = none.
    int longestLease() const;
};

/// What `node` runs of the cluster; reads the secrets that the engine needs. BadFile for what this engine does not
/// serve: nothing that the file asks for is left out in silence.
Result<EngineConfig> makeEngineConfig(const config::Cluster &cluster, const std::string &node);

} // namespace tandem::engine
