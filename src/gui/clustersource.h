// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h" // first: moc 6.4 cannot read <compare> before <string>
#include "config/cluster.h"
#include "fleet/clusterstatus.h"
#include "fleet/fleet.h"
#include "fleet/vipview.h"
#include "model/event.h"
#include "model/healthsample.h"
#include "model/nodestatus.h"

#include <QObject>
#include <cstdint>
#include <vector>

namespace tandem::gui {

/// What pages show, wherever it comes from: a live fleet, or plain values in a test. Pages read it and never change it.
class ClusterSource : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual const config::Cluster &cluster() const = 0;
    virtual const std::vector<model::NodeStatus> &nodes() const = 0; ///< in the order of the file
    virtual const fleet::Link &link(int nodeIndex) const = 0;
    virtual fleet::ClusterStatus status() const = 0;
    virtual const std::vector<model::Event> &events() const = 0; ///< of all nodes, by time
    virtual const std::vector<model::HealthSample> &samples(int nodeIndex) const = 0;
    /// Who answers on the VIPs from this computer; empty where nobody is asked.
    virtual std::vector<fleet::VipView> vipViews() const { return {}; }
    virtual bool settled() const = 0;
    virtual std::int64_t nowNs() const = 0; ///< wall clock
    /// False: a past that stands still; nothing is asked of anybody, and there are no states of now.
    virtual bool isLive() const { return true; }

    int nodeCount() const { return static_cast<int>(nodes().size()); }
    int nodeIndexOf(const std::string &name) const; ///< -1: none of this name
    bool isReached(int nodeIndex) const { return link(nodeIndex).state == fleet::Link::State::Connected; }
    /// Until when what is known of the node holds: now, or when it was heard last; 0 = never heard.
    std::int64_t knownUntilNs(int nodeIndex) const;
    /// The largest distance of a node's clock from ours, with its error; nothing while no clock is known.
    struct ClockBound
    {
        std::int64_t offsetNs = 0;
        std::int64_t errorNs = 0;
    };
    std::optional<ClockBound> clockBound() const;

signals:
    void nodeChanged(int nodeIndex);
    void eventInserted(int index);
    void eventsAboutToDrop(int count); ///< the oldest: the log is bounded
    void eventsDropped(int count);
    void sampleAdded(int nodeIndex);
    void vipViewsChanged();
    void settledChanged();
};

} // namespace tandem::gui
