// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/orders/holdkeeper.h"

#include <utility>

namespace tandem::agent {

namespace {

std::int64_t nsOf(std::chrono::seconds length)
{
    return std::chrono::nanoseconds(length).count();
}

} // namespace

void HoldKeeper::begin(const std::string &by, std::chrono::seconds length, std::int64_t nowNs)
{
    m_hold = model::Hold{nowNs + nsOf(length), by};
}

std::optional<HoldKeeper::Ended> HoldKeeper::review(std::int64_t nowNs)
{
    if (!m_hold)
        return std::nullopt;
    const bool over = nowNs >= m_hold->untilNs;
    // A minute more: the clock may be corrected by a little while the longest of holds is in force.
    const bool setBack = m_hold->untilNs - nowNs > nsOf(longestHold + std::chrono::minutes(1));
    if (!over && !setBack)
        return std::nullopt;
    return Ended{*std::exchange(m_hold, std::nullopt),
                 over ? "its time is over" : "the clock was set back, and it would last for more than seven days"};
}

} // namespace tandem::agent
