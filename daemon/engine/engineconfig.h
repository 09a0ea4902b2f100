// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "config/cluster.h"
#include "daemon/engine/ports.h"
#include "vrrp/routerconfig.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tandem::engine {

/// A VRRP instance as this node runs it.
struct InstanceConfig
{
    Slot slot = 0; ///< given by whoever hands the configuration over: an instance keeps its own as long as it lives
    vrrp::RouterConfig router;
    InstancePlan plan;
    bool linkLocalSource = false; ///< plan.source is the interface's own link-local address: it may change
    bool unicast = false;
    int fencedLeaseSeconds = 0;          ///< takes the place of plan.leaseSeconds while the fence is in force
    bool fence = true;                   ///< asked for, where the kernel has it; never for the owner of the addresses
    std::vector<IpAddress> destinations; ///< of the adverts: the group, or the other nodes
};

/// Instances that move together.
struct GroupConfig
{
    std::string name;
    std::vector<std::size_t> members; ///< indexes of EngineConfig::instances; each in one group at most
};

/// Whom a check of kind "gateway" has asked on one interface: the other nodes, and the default gateway there is then.
struct NeighbourPlan
{
    std::string check;
    std::string interface;
    std::vector<IpAddress> sources; ///< the node's own, never a VIP; one a family at most
    std::vector<IpAddress> peers;   ///< of families that have a source
    bool operator==(const NeighbourPlan &) const = default;
};

struct EngineConfig
{
    std::string cluster;
    std::string node;
    std::vector<InstanceConfig> instances; ///< at most mostInstances, names are unique
    std::vector<GroupConfig> groups;
    std::vector<NeighbourPlan> neighbours; ///< of the interfaces of instances that track such a check
    bool maintenance = false;              ///< to be in force before any instance starts; not from the file
    std::uint32_t serial = 0;              ///< counts what the guard handed over
    std::int64_t trialUntilNs = 0;         ///< wall clock, of a file on trial; 0 = it is not

    /// Every interface that is bound, tracked or given a VIP.
    std::vector<std::string> interfaces() const;
    /// Largest lease of the instances, seconds; 0 = none.
    int longestLease() const;
};

/// What `node` runs of the cluster; reads the secrets that the engine needs. BadFile for what this engine does not
/// serve: nothing that the file asks for is left out in silence.
/// `linkLocal`: the fe80:: address of an interface now, for IPv6 instances of a node without address6; nothing where
/// there is none (yet): such an instance has no source, and waits.
using LinkLocalLookup = std::function<std::optional<IpAddress>(const std::string &interface)>;
Result<EngineConfig> makeEngineConfig(const config::Cluster &cluster, const std::string &node,
                                      const LinkLocalLookup &linkLocal);

/// Gives each instance its slot: the one that `before` gave to that router id on that interface, or to that name; else
/// a free one, and one that `before` used only where there is no other.
void assignSlots(EngineConfig &config, const EngineConfig *before);

} // namespace tandem::engine
