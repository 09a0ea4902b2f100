// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "fleet/vipview.h"
#include "maxscale/prober.h"

#include <QTimer>
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace tandem::fleet {

/// Connects to each VIP from this computer, reads the greeting and leaves, again and again: what the nodes say of
/// themselves is not what a client with an old neighbour entry meets.
class VipCaller : public QObject
{
    Q_OBJECT

public:
    /// What the nodes say now; it is asked while this object lives.
    using Nodes = std::function<const std::vector<model::NodeStatus> &()>;

    /// `cluster` must outlive the caller. Without [maxscale] and listeners there is nobody to call.
    VipCaller(const config::Cluster &cluster, Nodes nodes, std::chrono::milliseconds interval = defaultInterval,
              QObject *parent = nullptr);
    ~VipCaller() override;

    void start();

    /// A VIP each, by its first listener, in the file's order.
    const std::vector<VipView> &views() const { return m_views; }

    static constexpr std::chrono::milliseconds defaultInterval{5000};
    static constexpr std::chrono::milliseconds timeout{2000};
    static constexpr std::chrono::minutes patience{1};
    /// VIPs asked in one round; where there are more, they take turns.
    static constexpr std::size_t mostARound = 16;

signals:
    void changed();

private:
    void ask();
    void askOne(std::size_t i);

    const config::Cluster &m_cluster;
    Nodes m_nodes;
    std::vector<VipView> m_views;
    std::vector<std::unique_ptr<maxscale::Prober>> m_probers; ///< of m_views
    std::size_t m_next = 0;                                   ///< whose turn it is
    QTimer m_timer;
};

} // namespace tandem::fleet
