// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/identity/straycount.h"

#include <algorithm>

namespace tandem::agent {

namespace {

bool isLoopback(const IpAddress &address)
{
    const auto octets = address.octets();
    if (address.family() == Family::V4)
        return octets[0] == 127;
    return octets[15] == 1 && std::all_of(octets.begin(), octets.begin() + 15, [](auto octet) { return octet == 0; });
}

bool contains(const std::vector<IpAddress> &sorted, const IpAddress &address)
{
    return std::ranges::binary_search(sorted, address);
}

/// Users of an address, by the ports of its connections; by the address alone where MaxScale tells no ports.
std::string usersOf(const IpAddress &address, const std::vector<std::uint16_t> &ports,
                    const std::vector<maxscale::Session> &sessions)
{
    std::vector<std::string> users;
    for (const maxscale::Session &session : sessions) {
        const auto remote = IpAddress::parse(session.remote);
        if (!remote || withoutMapping(*remote) != address || session.user.empty() ||
            (session.port && std::ranges::find(ports, *session.port) == ports.end()))
            continue;
        if (std::ranges::find(users, session.user) == users.end())
            users.push_back(session.user);
    }
    std::ranges::sort(users);
    std::string text;
    for (std::size_t i = 0; i < std::min(users.size(), StrayCount::mostUsers); ++i)
        text += (i == 0 ? "" : ", ") + users[i];
    return users.size() > StrayCount::mostUsers ? text + ", …" : text;
}

} // namespace

StrayRules::StrayRules(const config::Cluster &cluster)
{
    for (const config::Instance &instance : cluster.instances) {
        for (const config::VirtualAddress &vip : instance.virtualAddresses)
            m_vips.push_back(vip.network.address);
        for (const config::VirtualAddress &vip : instance.excludedAddresses)
            m_vips.push_back(vip.network.address);
    }
    m_nodes = m_vips;
    for (const config::Node &node : cluster.nodes) {
        m_nodes.push_back(node.address);
        if (node.address6)
            m_nodes.push_back(*node.address6);
    }
    std::ranges::sort(m_vips);
    std::ranges::sort(m_nodes);
}

bool StrayRules::isStray(const Connection &connection) const
{
    return connection.peer != connection.local && !isLoopback(connection.peer) && !contains(m_vips, connection.local) &&
           !contains(m_nodes, connection.peer);
}

void StrayCount::add(const std::vector<Connection> &connections)
{
    for (const Connection &connection : connections) {
        if (!m_rules->isStray(connection))
            continue;
        ++m_total;
        const std::pair key(connection.peer, connection.localPort);
        auto found = m_clients.find(key);
        if (found == m_clients.end()) {
            if (m_clients.size() >= mostCounted)
                continue;
            found = m_clients.try_emplace(key).first;
        }
        ++found->second.connections;
        if (found->second.ports.size() < mostPorts)
            found->second.ports.push_back(connection.peerPort);
    }
}

std::vector<model::StrayClient> StrayCount::clients(const std::vector<maxscale::Session> &sessions) const
{
    std::vector<const std::pair<const std::pair<IpAddress, std::uint16_t>, Client> *> order;
    for (const auto &entry : m_clients)
        order.push_back(&entry);
    std::ranges::stable_sort(order, std::greater{}, [](const auto *entry) { return entry->second.connections; });
    order.resize(std::min(order.size(), mostListed));
    std::vector<model::StrayClient> list;
    for (const auto *entry : order) {
        const auto &[address, port] = entry->first;
        list.push_back(
            {address.toString(), port, entry->second.connections, usersOf(address, entry->second.ports, sessions)});
    }
    return list;
}

void StrayAlarm::take(std::optional<std::int64_t> total, Instant now, std::int64_t wallNs)
{
    if (!total)
        return; // one round that the kernel did not answer ends nothing
    m_total = *total;
    if (m_total == 0) {
        m_since.reset();
    } else if (!m_since) {
        m_since = now;
        m_sinceNs = wallNs;
    }
    m_lasts = m_since && now - *m_since >= grace;
}

std::optional<Finding> StrayAlarm::finding(const std::vector<model::StrayClient> &clients) const
{
    if (!m_lasts)
        return std::nullopt;
    std::string text = m_total == 1 ? "1 connection reaches" : std::to_string(m_total) + " connections reach";
    text += " this node's MaxScale past the VIP";
    for (std::size_t i = 0; i < std::min(clients.size(), mostNamed); ++i) {
        const model::StrayClient &client = clients[i];
        text += (i == 0 ? ": " : ", ") + client.address + " (" + std::to_string(client.connections) +
                (client.user.empty() ? "" : ", user " + client.user) + ")";
    }
    if (clients.size() > mostNamed)
        text += ", …";
    return Finding{"stray-clients", model::AlarmSeverity::Warning, std::move(text), m_sinceNs};
}

} // namespace tandem::agent
