// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/clustersource.h"
#include "keepalived/logreader.h"

#include <vector>

namespace tandem::gui {

/// What logs of Keepalived tell, as a source for pages: a past that stands still. Hosts and instances are those that
/// the logs name; of VIPs, MaxScale and clocks they say nothing.
class LogSource : public ClusterSource
{
    Q_OBJECT

public:
    /// `name`: what stands where a cluster's name does.
    LogSource(keepalived::LogHistory history, const std::string &name, QObject *parent = nullptr);

    const config::Cluster &cluster() const override { return m_cluster; }
    const std::vector<model::NodeStatus> &nodes() const override { return m_nodes; }
    const fleet::Link &link(int nodeIndex) const override { return m_links[static_cast<std::size_t>(nodeIndex)]; }
    fleet::ClusterStatus status() const override { return {}; }
    const std::vector<model::Event> &events() const override { return m_history.events; }
    const std::vector<model::HealthSample> &samples(int) const override { return m_noSamples; }
    bool settled() const override { return true; }
    bool isLive() const override { return false; }
    std::int64_t nowNs() const override { return m_history.events.empty() ? 0 : m_history.events.back().timeNs; }
    const keepalived::LogHistory &history() const { return m_history; }

private:
    keepalived::LogHistory m_history;
    config::Cluster m_cluster;
    std::vector<model::NodeStatus> m_nodes;
    std::vector<fleet::Link> m_links; ///< lost with the last line of that host
    std::vector<model::HealthSample> m_noSamples;
};

} // namespace tandem::gui
