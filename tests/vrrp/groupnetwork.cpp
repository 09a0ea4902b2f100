// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupnetwork.h"

#include <algorithm>

namespace tandem::vrrp {

namespace {

constexpr std::array<GroupNetwork::Side, 2> sides{GroupNetwork::V4, GroupNetwork::V6};
constexpr int mostTurns = 16; // of one input

} // namespace

GroupNetwork::GroupNetwork()
{
    for (const auto side : sides)
        m_nets[side].afterInput([this, side](std::size_t host) { settle(host, side); });
}

std::size_t GroupNetwork::addHost(Priorities priorities, bool synced, Duration interval)
{
    for (const auto side : sides) {
        RouterConfig config;
        config.virtualRouterId = *VirtualRouterId::of(51);
        config.priority = Priority(side == V4 ? priorities.v4 : priorities.v6);
        config.interval = interval;
        config.addresses = {*IpAddress::parse(side == V4 ? "10.77.0.100" : "fe80::100")};
        config.tracks = {{"maxscale", 0}};
        config.synced = synced;
        m_nets[side].add(config);
    }
    m_hosts.push_back({synced, SyncGroup(2)});
    return m_hosts.size() - 1;
}

void GroupNetwork::startAll()
{
    for (std::size_t host = 0; host < m_hosts.size(); ++host) {
        for (const auto side : sides) {
            m_nets[side].track(host, 0, Verdict::Up);
            m_nets[side].start(host);
        }
    }
}

void GroupNetwork::settle(std::size_t host, Side side)
{
    auto &[synced, group] = m_hosts[host];
    group.look(side, router(host, side).standing());
    if (!synced)
        return;
    for (int turn = 0; turn < mostTurns; ++turn) {
        const auto told = group.next();
        if (!told)
            return;
        m_nets[told->member].give(host, told->input); // comes back here
    }
    m_apart.push_back("the group of host " + std::to_string(host) + " does not settle");
}

void GroupNetwork::run(Duration duration)
{
    const Instant end = Instant{} + m_nets[V4].now() + duration;
    for (;;) {
        const auto v4 = m_nets[V4].nextEvent();
        const auto v6 = m_nets[V6].nextEvent();
        const Instant next = std::min(v4.value_or(end), v6.value_or(end));
        for (auto &net : m_nets)
            net.advanceTo(std::min(next, end));
        if ((!v4 && !v6) || next > end)
            return;
        for (auto &net : m_nets)
            net.deliverDue();
        for (auto &net : m_nets)
            net.wakeDue();
        for (std::size_t host = 0; host < m_hosts.size(); ++host)
            if (m_hosts[host].synced &&
                (router(host, V4).state() == State::Master) != (router(host, V6).state() == State::Master))
                m_apart.push_back("host " + std::to_string(host) + " is " + states(host));
        if (next == end)
            return;
    }
}

void GroupNetwork::order(std::size_t host, const Input &order)
{
    for (const auto side : sides)
        m_nets[side].give(host, order);
}

void GroupNetwork::crash(std::size_t host)
{
    for (auto &net : m_nets)
        net.crash(host);
}

std::string GroupNetwork::states(std::size_t host) const
{
    return std::string(nameOf(router(host, V4).state())) + "/" + std::string(nameOf(router(host, V6).state()));
}

void GroupNetwork::resetMeasures()
{
    for (auto &net : m_nets)
        net.resetMeasures();
}

std::vector<std::string> GroupNetwork::broken() const
{
    auto all = m_apart;
    for (const auto &net : m_nets)
        all.insert(all.end(), net.broken().begin(), net.broken().end());
    return all;
}

} // namespace tandem::vrrp
