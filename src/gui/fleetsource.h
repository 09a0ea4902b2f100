// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleet/vipcaller.h"
#include "gui/actions/actionport.h"
#include "gui/clustersource.h"

#include <memory>

namespace tandem::gui {

/// A live fleet as a source for pages, and the way of orders to its helpers.
class FleetSource : public ClusterSource, public ActionPort
{
    Q_OBJECT

public:
    explicit FleetSource(std::unique_ptr<fleet::Fleet> fleet, QObject *parent = nullptr);
    ~FleetSource() override;

    void start();

    const config::Cluster &cluster() const override { return m_fleet->cluster(); }
    const std::vector<model::NodeStatus> &nodes() const override { return m_fleet->nodes(); }
    const fleet::Link &link(int nodeIndex) const override { return m_fleet->link(nodeIndex); }
    fleet::ClusterStatus status() const override;
    const std::vector<model::Event> &events() const override { return m_fleet->eventLog().events(); }
    const std::vector<model::HealthSample> &samples(int nodeIndex) const override
    {
        return m_fleet->samples(nodeIndex);
    }
    std::vector<fleet::VipView> vipViews() const override { return m_vips.views(); }
    bool settled() const override { return m_fleet->settled(); }
    std::int64_t nowNs() const override;

    std::optional<rpc::Role> roleOn(int nodeIndex) const override { return m_fleet->role(nodeIndex); }
    void ask(const ActionRequest &request, Answer answer) override;

private:
    std::unique_ptr<fleet::Fleet> m_fleet;
    fleet::VipCaller m_vips;
};

} // namespace tandem::gui
