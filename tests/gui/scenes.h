// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/clustersource.h"

#include <vector>

namespace tandem::gui::scenes {

/// A source of plain values, with a clock that stands still until a test moves it.
class SceneSource : public ClusterSource
{
    Q_OBJECT

public:
    explicit SceneSource(config::Cluster cluster);

    const config::Cluster &cluster() const override { return m_cluster; }
    const std::vector<model::NodeStatus> &nodes() const override { return m_nodes; }
    const fleet::Link &link(int nodeIndex) const override { return m_links[static_cast<std::size_t>(nodeIndex)]; }
    fleet::ClusterStatus status() const override;
    const std::vector<model::Event> &events() const override { return m_events; }
    const std::vector<model::HealthSample> &samples(int nodeIndex) const override
    {
        return m_samples[static_cast<std::size_t>(nodeIndex)];
    }
    std::vector<fleet::VipView> vipViews() const override { return m_vipViews; }
    bool settled() const override { return m_settled; }
    std::int64_t nowNs() const override { return m_nowNs; }

    model::NodeStatus &node(int index) { return m_nodes[static_cast<std::size_t>(index)]; }
    fleet::Link &editLink(int index) { return m_links[static_cast<std::size_t>(index)]; }
    std::vector<model::HealthSample> &editSamples(int index) { return m_samples[static_cast<std::size_t>(index)]; }
    std::vector<model::Alarm> &alarms() { return m_alarms; }
    std::vector<fleet::VipView> &editVipViews() { return m_vipViews; }
    void setSettled(bool settled);
    void setNow(std::int64_t ns) { m_nowNs = ns; }
    /// Numbers it, sorts it in, and says so.
    void add(model::Event event);
    /// As a bounded log drops its oldest.
    void dropOldest(int count);
    void nodeHasChanged(int index) { emit nodeChanged(index); }

private:
    config::Cluster m_cluster;
    std::vector<model::NodeStatus> m_nodes;
    std::vector<fleet::Link> m_links;
    std::vector<model::Event> m_events;
    std::vector<std::vector<model::HealthSample>> m_samples;
    std::vector<model::Alarm> m_alarms;
    std::vector<fleet::VipView> m_vipViews;
    std::vector<std::uint64_t> m_seq;
    bool m_settled = true;
    std::int64_t m_nowNs = 0;
};

/// 2026-01-17 02:10:58.246 UTC: when MaxScale dies in these stories.
inline constexpr std::int64_t deathNs = 1'768'615'858'246'000'000;

config::Cluster shop(); ///< maxscale1 (150), maxscale2 (100), VI_1 with 10.77.0.100

/// An event with little typing. `causes`: name, value, name, value, …
model::Event event(std::int64_t ns, const std::string &node, model::EventKind kind, const std::string &from,
                   const std::string &to, const std::string &reason, model::CauseType type,
                   const std::vector<std::string> &causes = {}, const std::string &instance = {});

/// Both up; MaxScale on maxscale1 dies and returns; the VIP goes to maxscale2 and back. Now is 6 s after it all.
void fillFailover(SceneSource &source);
/// maxscale2's helper is lost; an alarm.
void loseSecond(SceneSource &source);
/// Both hold the VIP: the worst there is.
void splitBrain(SceneSource &source);
/// Nobody has answered yet.
void connecting(SceneSource &source);

} // namespace tandem::gui::scenes
