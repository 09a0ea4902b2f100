// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/logsource.h"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace tandem::gui {

LogSource::LogSource(keepalived::LogHistory history, const std::string &name, QObject *parent)
    : ClusterSource(parent), m_history(std::move(history))
{
    m_cluster.name = name;
    m_cluster.engine = config::EngineKind::Keepalived;
    std::map<std::string, std::size_t> nodes; // a log may have 100,000 events of 10,000 instances
    std::set<std::string> instances;
    for (const model::Event &event : m_history.events) {
        const auto [node, isNew] = nodes.emplace(event.node, nodes.size());
        if (isNew) {
            m_cluster.nodes.emplace_back().name = event.node;
            m_nodes.emplace_back().name = event.node;
            m_links.emplace_back().state = fleet::Link::State::Lost;
        }
        m_links[node->second].lastHeardNs = event.timeNs;
        if (!event.instance.empty() && instances.insert(event.instance).second)
            m_cluster.instances.emplace_back().name = event.instance;
    }
}

} // namespace tandem::gui
