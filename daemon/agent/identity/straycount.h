// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "config/cluster.h"
#include "daemon/agent/health/finding.h"
#include "daemon/agent/identity/socketdiag.h"
#include "maxscale/sessionlist.h"
#include "model/nodestatus.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// Clients that reach a node's MaxScale past the VIP. Pure.
namespace tandem::agent {

/// What is no stray: whoever comes by a VIP, from a node of the cluster (its agents' probes included), or from this
/// host itself.
class StrayRules
{
public:
    explicit StrayRules(const config::Cluster &cluster);

    bool isStray(const Connection &connection) const;
    const std::vector<IpAddress> &vips() const { return m_vips; } ///< connections to them need not be looked at

private:
    std::vector<IpAddress> m_vips;  ///< in order
    std::vector<IpAddress> m_nodes; ///< in order: their addresses, and the VIPs as a source
};

/// The strays of one round, counted.
class StrayCount
{
public:
    explicit StrayCount(const StrayRules &rules) : m_rules(&rules) {}

    void add(const std::vector<Connection> &connections);

    std::int64_t total() const { return m_total; }
    /// Those with the most connections; the user where it is known by `sessions`.
    std::vector<model::StrayClient> clients(const std::vector<maxscale::Session> &sessions) const;

    static constexpr std::size_t mostCounted = 10'000; ///< addresses; more are in the total only
    static constexpr std::size_t mostListed = 20;
    static constexpr std::size_t mostPorts = 16; ///< of one address, by which its users are found
    static constexpr std::size_t mostUsers = 3;  ///< of one address that are named

private:
    struct Client
    {
        std::int64_t connections = 0;
        std::vector<std::uint16_t> ports; ///< the client's
    };

    const StrayRules *m_rules;
    std::int64_t m_total = 0;
    std::map<std::pair<IpAddress, std::uint16_t>, Client> m_clients; ///< by address and listener
};

/// Whether strays last. One that connects by mistake and leaves is none worth an alarm.
class StrayAlarm
{
public:
    static constexpr std::chrono::seconds grace{60};
    static constexpr std::size_t mostNamed = 3;

    /// `total`: nothing where it is not known.
    void take(std::optional<std::int64_t> total, Instant now, std::int64_t wallNs);
    std::optional<Finding> finding(const std::vector<model::StrayClient> &clients) const;

private:
    std::optional<Instant> m_since;
    std::int64_t m_sinceNs = 0;
    std::int64_t m_total = 0;
    bool m_lasts = false;
};

} // namespace tandem::agent
