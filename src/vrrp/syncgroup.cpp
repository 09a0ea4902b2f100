// SPDX-License-Identifier: GPL-3.0-or-later
#include "vrrp/syncgroup.h"

#include <algorithm>
#include <utility>

namespace tandem::vrrp {

bool SyncGroup::look(std::size_t member, const Standing &standing)
{
    auto &seen = m_members.at(member);
    const auto &before = seen.standing;
    if (before.state == standing.state && before.ownFault == standing.ownFault &&
        before.groupFault == standing.groupFault && before.wantsMaster == standing.wantsMaster)
        return false;
    const bool gaveWay = seen.standing.state == State::Master && standing.state == State::Backup;
    seen.standing = standing;
    if (gaveWay) {
        for (std::size_t i = 0; i < m_members.size(); ++i)
            if (i != member)
                m_members[i].mustYield = GroupYield{member, standing.reason.peer};
    }
    return true;
}

std::optional<SyncGroup::Told> SyncGroup::next()
{
    if (auto told = nextFault())
        return told;
    if (auto told = nextYield())
        return told;
    return nextClaim();
}

std::optional<SyncGroup::Told> SyncGroup::nextFault()
{
    // Who sees which fault beside itself: the first one, and that one the second.
    std::optional<std::size_t> first;
    std::optional<std::size_t> second;
    for (std::size_t i = m_members.size(); i-- > 0;) {
        if (m_members[i].counts() && m_members[i].standing.ownFault)
            second = std::exchange(first, i);
    }
    for (std::size_t i = 0; i < m_members.size(); ++i) {
        const auto fault = first == i ? second : first;
        if (m_members[i].counts() && fault.has_value() != m_members[i].standing.groupFault)
            return Told{i, GroupFault{fault.has_value(), fault.value_or(i)}};
    }
    return std::nullopt;
}

std::optional<SyncGroup::Told> SyncGroup::nextYield()
{
    for (std::size_t i = 0; i < m_members.size(); ++i) {
        const auto order = std::exchange(m_members[i].mustYield, std::nullopt);
        if (order && m_members[i].standing.state == State::Master)
            return Told{i, *order};
    }
    return std::nullopt;
}

std::optional<SyncGroup::Told> SyncGroup::nextClaim() const
{
    if (!allWant())
        return std::nullopt;
    for (std::size_t i = 0; i < m_members.size(); ++i)
        if (m_members[i].standing.wantsMaster)
            return Told{i, GroupClaim{}};
    return std::nullopt;
}

bool SyncGroup::allWant() const
{
    return std::all_of(m_members.begin(), m_members.end(), [](const Member &member) {
        return !member.counts() || member.standing.wantsMaster || member.standing.state == State::Master;
    });
}

} // namespace tandem::vrrp
