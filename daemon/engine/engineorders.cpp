// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/engine.h"

#include <algorithm>
#include <numeric>

/// Engine: what people ask for.
namespace tandem::engine {

namespace {

using Kind = channel::Order::Kind;

/// Above what the other nodes can have with all their weights, so that none of them takes the VIPs back by itself.
Priority aboveAll(const vrrp::RouterConfig &router)
{
    int highest = 0;
    for (const auto &peer : router.peers)
        highest = std::max<int>(highest, peer.highest.value());
    return Priority(static_cast<std::uint8_t>(std::min<int>(highest + 1, Priority::owner)));
}

vrrp::Input inputOf(Kind kind, const vrrp::RouterConfig &router)
{
    switch (kind) {
    case Kind::Switchover: return vrrp::Override{aboveAll(router)};
    case Kind::CancelSwitchover: return vrrp::ClearOverride{};
    case Kind::MaintenanceOn: return vrrp::Maintenance{true};
    case Kind::MaintenanceOff: break;
    }
    return vrrp::Maintenance{false};
}

bool ofTheNode(Kind kind)
{
    return kind == Kind::MaintenanceOn || kind == Kind::MaintenanceOff;
}

} // namespace

/// Indexes; of a sync group all members where one is named. Empty: no such instance.
std::vector<std::size_t> Engine::namedBy(const channel::Order &order) const
{
    std::vector<std::size_t> all(m_instances.size());
    std::iota(all.begin(), all.end(), 0);
    if (order.instance.empty() || ofTheNode(order.kind))
        return all;
    const auto found = std::find_if(all.begin(), all.end(), [&](std::size_t index) {
        return m_config.instances[index].router.name == order.instance;
    });
    if (found == all.end())
        return {};
    for (const auto &group : m_config.groups) {
        if (std::find(group.members.begin(), group.members.end(), *found) != group.members.end())
            return group.members;
    }
    return {*found};
}

std::optional<vrrp::OrderRefusal> Engine::refusalOf(std::size_t index, Kind kind) const
{
    const auto &instance = m_instances[index];
    if (!instance && ofTheNode(kind))
        return std::nullopt; // to be in force for it too, once it runs
    if (!instance)
        return vrrp::OrderRefusal::NotRunning;
    switch (kind) {
    case Kind::Switchover: return instance->router().refusalOf(vrrp::Override{aboveAll(instance->config().router)});
    case Kind::CancelSwitchover: return std::nullopt;
    case Kind::MaintenanceOn: return instance->router().refusalOf(vrrp::Maintenance{true});
    case Kind::MaintenanceOff: break;
    }
    return instance->router().refusalOf(vrrp::Maintenance{false});
}

channel::OrderAnswer Engine::order(const channel::Order &order)
{
    channel::OrderAnswer answer{order.id, {}};
    const auto indexes = namedBy(order);
    if (indexes.empty() && !ofTheNode(order.kind))
        answer.refusals.push_back({order.instance, "unknown-instance"});
    for (const std::size_t index : indexes) {
        if (const auto refusal = refusalOf(index, order.kind))
            answer.refusals.push_back({m_config.instances[index].router.name, std::string(vrrp::nameOf(*refusal))});
    }
    if (!answer.refusals.empty())
        return answer;
    if (ofTheNode(order.kind))
        m_maintenance = order.kind == Kind::MaintenanceOn;
    const bool one = !order.instance.empty() && !ofTheNode(order.kind);
    m_notes.add(one ? m_instances[indexes.front()]->slot() : noSlot, m_clock.wallNs(), Ordered{order.kind});
    for (const std::size_t index : indexes) { // all of a group before it looks: none of them leads the others
        if (m_instances[index])
            m_instances[index]->give(inputOf(order.kind, m_config.instances[index].router));
    }
    for (const std::size_t index : indexes) {
        if (m_instances[index])
            touched(index);
    }
    ++m_statusVersion;
    flush();
    return answer;
}

} // namespace tandem::engine
