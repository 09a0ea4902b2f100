// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/clusterwatch.h"

#include "daemon/agent/mode/thishost.h"

#include "daemon/agent/mode/reconcile.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tandem::agent {

ClusterWatch::ClusterWatch(const config::Cluster &cluster, std::string node, maxscale::RestClient &rest,
                           maxscale::Credentials reader, QObject *parent)
    : QObject(parent), m_mode(cluster.maxscale ? cluster.maxscale->mode : config::Mode::None), m_node(std::move(node)),
      m_config(rest, std::move(reader)), m_saved([host = rest.host()] { return isThisHost(host); })
{
    if (const config::Instance *leading = leadingInstance(cluster))
        m_leadingInstance = leading->name;
    connect(&m_config, &ConfigWatch::changed, this, &ClusterWatch::changed);
    connect(&m_saved, &SavedSectionWatch::hindered, this, &ClusterWatch::hindered);
}

void ClusterWatch::note(const model::MaxScaleStatus &status,
                        const std::optional<std::vector<maxscale::Monitor>> &monitors,
                        const std::optional<maxscale::MaxScaleInfo> &info)
{
    if (monitors)
        m_usesLocks = std::ranges::any_of(*monitors, &maxscale::Monitor::usesLocks);
    m_monitors = monitors.value_or(std::vector<maxscale::Monitor>());
    m_logins.take(status.failedLogins, info ? info->authErrorsUntilBlock : std::nullopt, BootClock::now());
    m_config.note(status);
    if (info)
        m_saved.note(*info, m_monitors);
}

std::vector<Finding> ClusterWatch::review(const std::vector<model::NodeStatus> &nodes, Instant now, std::int64_t wallNs)
{
    auto list = m_findings.look({m_mode, m_node, m_leadingInstance, nodes}, now, wallNs);
    const auto own = std::ranges::find(nodes, m_node, &model::NodeStatus::name);
    if (own != nodes.end()) {
        auto peers = nodes;
        std::erase_if(peers, [this](const model::NodeStatus &node) { return node.name == m_node; });
        std::ranges::move(m_autoFailover.look(own->maxscale, peers), std::back_inserter(list));
    }
    if (const auto logins = m_logins.finding(now))
        list.push_back(*logins);
    if (m_saved.finding())
        list.push_back(*m_saved.finding());
    return list;
}

ReadinessView ClusterWatch::readiness(const std::vector<model::NodeStatus> &nodes, const Decision &decision) const
{
    ReadinessView view;
    view.mode = m_mode;
    view.monitors = m_monitors;
    view.decision = decision;
    view.turnedOff = m_autoFailover.turnedOff();
    for (const model::NodeStatus &node : nodes) {
        if (node.name != m_node) {
            view.others.push_back(node);
            continue;
        }
        view.maxscale = node.maxscale;
        view.hold = node.hold;
    }
    return view;
}

} // namespace tandem::agent
