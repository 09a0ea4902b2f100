// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "config/cluster.h"

#include <optional>

namespace tandem::config {

/// How long a VIP is without an owner, at most, as the file's numbers have it: without the network's and the machine's
/// own milliseconds. Of the slowest instance.
struct FailoverTimes
{
    Duration leftInOrder{};         ///< an engine that stops, or MaxScale's process that ends: Skew_Time
    std::optional<Duration> frozen; ///< MaxScale accepts and is silent; nothing where no check of it is tracked
    Duration hostLost{};            ///< Master_Down_Interval (RFC 9568 6.1)
    Duration overlap{};             ///< what a frozen owner's kernel lease outlives that by; 0: never two owners
    bool fenced = true;             ///< the fence ends the VIP before the lease does
};

/// Nothing where there is no instance, or one node alone.
std::optional<FailoverTimes> failoverTimesOf(const Cluster &cluster);

} // namespace tandem::config
