// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "vrrp/router.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace tandem::vrrp {

/// Members that move together, as Keepalived's vrrp_sync_group: usually the IPv4 and the IPv6 instance of one service.
/// Each is a Router with RouterConfig::synced.
/// - One member's fault makes all FAULT; they are back when none has a fault of its own.
/// - One member that gives way to a better master takes all to BACKUP, in order.
/// - All become MASTER together, once every one of them wants to: its master is silent, resigned or to be preempted. So
///   two members whose peers disagree for a moment move nothing.
/// Members that are stopped do not count. Orders (Override, Maintenance, …) are for the host to give to every member,
/// or to none where one of them refuses.
///
/// Pure: after every input that a member handled the host calls look(), then handles what next() says, calling look()
/// after each, until it says nothing. Allocates in its constructor only.
class SyncGroup
{
public:
    explicit SyncGroup(std::size_t members) : m_members(members) {}

    struct Told
    {
        std::size_t member = 0;
        Input input;
    };

    /// Where the member stands now. False: as it stood, and so next() has nothing new to say.
    bool look(std::size_t member, const Standing &standing);
    /// What to give to which member now.
    std::optional<Told> next();

    std::size_t size() const { return m_members.size(); }

private:
    struct Member
    {
        Standing standing;
        std::optional<GroupYield> mustYield; ///< still to be told
        bool counts() const { return standing.state != State::Stopped; }
    };
    bool allWant() const;
    std::optional<Told> nextFault();
    std::optional<Told> nextYield();
    std::optional<Told> nextClaim() const;

    std::vector<Member> m_members;
};

} // namespace tandem::vrrp
