// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/logsource.h"

#include <algorithm>
#include <utility>

namespace tandem::gui {

LogSource::LogSource(keepalived::LogHistory history, const std::string &name, QObject *parent)
    : ClusterSource(parent), m_history(std::move(history))
{
    m_cluster.name = name;
    m_cluster.engine = config::EngineKind::Keepalived;
    for (const model::Event &event : m_history.events) {
        auto index = nodeIndexOf(event.node);
        if (index < 0) {
            index = nodeCount();
            m_cluster.nodes.emplace_back().name = event.node;
            m_nodes.emplace_back().name = event.node;
            m_links.emplace_back().state = fleet::Link::State::Lost;
        }
        m_links[static_cast<std::size_t>(index)].lastHeardNs = event.timeNs;
        if (!event.instance.empty() && m_cluster.instanceNamed(event.instance) == nullptr)
            m_cluster.instances.emplace_back().name = event.instance;
    }
}

} // namespace tandem::gui
