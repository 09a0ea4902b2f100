// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "virtualnetwork.h"
#include "vrrp/syncgroup.h"

#include <array>
#include <string>
#include <vector>

namespace tandem::vrrp {

/// Hosts with one instance on each of two networks (IPv4 and IPv6), joined by a SyncGroup or not, in one virtual time.
class GroupNetwork
{
public:
    enum Side : std::size_t { V4, V6 };
    struct Priorities
    {
        std::uint8_t v4 = 100;
        std::uint8_t v6 = 100;
    };

    GroupNetwork();
    GroupNetwork(const GroupNetwork &) = delete;
    GroupNetwork &operator=(const GroupNetwork &) = delete;

    /// Answers its index, from 0. Each member has one track of weight 0, which is up. `synced`: with a group.
    std::size_t addHost(Priorities priorities, bool synced = true, Duration interval = std::chrono::seconds(1));
    void startAll();
    void run(Duration duration);

    /// Given to both members of the host.
    void order(std::size_t host, const Input &order);
    void crash(std::size_t host);

    VirtualNetwork &net(Side side) { return m_nets[side]; }
    const Router &router(std::size_t host, Side side) const { return m_nets[side].router(host); }
    /// "BACKUP/MASTER": of IPv4 and IPv6.
    std::string states(std::size_t host) const;
    void resetMeasures();
    int stateChanges() const { return m_nets[V4].stateChanges() + m_nets[V6].stateChanges(); }
    /// Broken rules of both networks, and moments in which one member of a group was MASTER without the other.
    std::vector<std::string> broken() const;

private:
    struct Host
    {
        bool synced = true;
        SyncGroup group{2};
    };
    void settle(std::size_t host, Side side);

    std::array<VirtualNetwork, 2> m_nets;
    std::vector<Host> m_hosts;
    std::vector<std::string> m_apart;
};

} // namespace tandem::vrrp
