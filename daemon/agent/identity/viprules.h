// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"
#include "daemon/agent/identity/vipwatch.h"
#include "model/alarm.h"
#include "model/nodestatus.h"

#include <string>
#include <string_view>
#include <vector>

namespace tandem::agent {

/// What the nodes say of themselves, as one of them knows it.
struct IdentityView
{
    const config::Cluster &cluster;
    std::string self;
    std::vector<model::NodeStatus> nodes; ///< the own one included; those out of reach have reachable = false
};

/// What is seen of a VIP does not fit what the nodes say.
struct VipWrong
{
    std::string_view code;
    model::AlarmSeverity severity = model::AlarmSeverity::Warning;
    std::string text;
};

/// At this moment; during a move of the VIP that is nothing yet. `sightings`: of one VIP, one a port; none is empty.
/// Pure.
/// - vip-answered-by-other: the greeting is not that of a node that holds the VIP, and neither is the hardware address:
///   a stale ARP entry, an owner that did not let go, or a foreign host. A MaxScale whose version_string is merely
///   configured wrong is told by its hardware address, and has an alarm of its own;
/// - vip-mac-differs: the greeting is right or missing, but the hardware address is not the holder's;
/// - vip-not-answering: a node holds it and says that its MaxScale is well, but nobody greets here. A node without a
///   way to the VIP (no neighbour was ever looked for) says nothing about it.
std::vector<VipWrong> wrongsOf(const std::vector<VipSighting> &sightings, const IdentityView &view);

} // namespace tandem::agent
