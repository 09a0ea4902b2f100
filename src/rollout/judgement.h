// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "config/cluster.h"
#include "model/nodestatus.h"

#include <cstddef>
#include <string>
#include <vector>

/// How a roll-out goes from host to host, and how a host under its new file is judged. Pure.
namespace tandem::rollout {

/// Hosts by their index in `statuses`: those that are MASTER of nothing first, then by how much they are MASTER of; in
/// the file's order where that is equal.
std::vector<std::size_t> orderOf(const std::vector<model::NodeStatus> &statuses);

/// What is not right (yet) with a host that has a file on trial, in words; empty: all is well.
/// `before`: its status before; `digest`: SHA-256 of the file on trial.
std::string wrongWith(const model::NodeStatus &before, const model::NodeStatus &now, const std::string &digest);

/// It has gone back to its old file by itself.
bool hasReturned(const model::NodeStatus &now, const std::string &digest);

/// Each instance has one MASTER; else what is not so, in words.
std::string wrongWithOwners(const std::vector<model::NodeStatus> &statuses);

/// How long a host has to be well under the new file before the next one is touched: longer than anybody waits for a
/// master in silence.
Duration calmOf(const config::Cluster &cluster);

} // namespace tandem::rollout
