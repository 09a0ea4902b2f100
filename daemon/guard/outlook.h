// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/engine/engineconfig.h"
#include "daemon/net/fence.h"
#include "daemon/net/leaseboard.h"
#include "daemon/net/leaserenewer.h"

#include <vector>

/// What follows from a configuration for fence, leases and record. Pure.
namespace tandem::guard {

/// The instances that are to be fenced; those that hold their VIPs now have an open fence from the first.
std::vector<net::FencedRouter> fencedRouters(const engine::EngineConfig &config, const net::LeaseBoard &board);

/// Until an engine has changed from one configuration to another, both are fenced, with the longer of two times.
std::vector<net::FencedRouter> unionOf(std::vector<net::FencedRouter> one, const std::vector<net::FencedRouter> &other);

std::vector<net::Renewal> renewalsOf(const engine::EngineConfig &config);
std::vector<net::Renewal> unionOf(std::vector<net::Renewal> one, const std::vector<net::Renewal> &other);

/// The configuration with the leases that do where the fence is in force.
engine::EngineConfig underFence(engine::EngineConfig config);

/// The configuration without preemption, for an engine that comes back after a crash.
engine::EngineConfig withoutPreemption(engine::EngineConfig config);

} // namespace tandem::guard
