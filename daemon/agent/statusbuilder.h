// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"
#include "daemon/channel/message.h"
#include "model/nodestatus.h"

#include <string>
#include <vector>

/// What of the engine's words goes into the node's status. Pure.
namespace tandem::agent {

/// All instances of the file, in its order. Unknown where the engine does not answer, or does not run that one.
std::vector<model::InstanceStatus> instancesOf(const config::Cluster &cluster, model::EngineState engine,
                                               const channel::EngineStatus &status);

model::VrrpState leadingStateOf(const channel::EngineStatus &status, const config::Instance *leading);

/// VIPs in this node's kernel, without prefix.
std::vector<std::string> heldVipsOf(const channel::EngineStatus &status);

/// They differ in what somebody acts on, not only in what is measured anew at each look (latency, connections,
/// sessions, lag, failed logins).
bool differsInMoreThanNumbers(const model::MaxScaleStatus &before, const model::MaxScaleStatus &after);

} // namespace tandem::agent
