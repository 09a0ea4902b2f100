// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"

#include <cstddef>
#include <vector>

namespace tandem::lint {

/// Instances that move independently of all others: a sync group, or one instance alone. Components that behave alike
/// are one.
struct Component
{
    config::Cluster cluster; ///< these alone, with the checks that they track
    /// For each instance of `cluster` those of the whole cluster that it stands for.
    std::vector<std::vector<std::size_t>> members;
    std::vector<std::size_t> checks; ///< for each check of `cluster` its place in the whole cluster
};

std::vector<Component> componentsOf(const config::Cluster &cluster);

} // namespace tandem::lint
