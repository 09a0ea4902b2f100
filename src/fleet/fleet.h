// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "config/cluster.h"
#include "fleet/clusterstatus.h"
#include "fleet/eventlog.h"
#include "fleet/hostsession.h"
#include "fleet/link.h"
#include "model/healthsample.h"
#include "model/nodestatus.h"
#include "rpc/tlsidentity.h"

#include <QObject>
#include <memory>
#include <optional>
#include <vector>

namespace tandem::fleet {

/// All agents of one cluster: connected, resumed after a break, merged. Everything happens on the thread that made it,
/// without blocking.
class Fleet : public QObject
{
    Q_OBJECT

public:
    Fleet(config::Cluster cluster, rpc::TlsIdentity identity, QObject *parent = nullptr);
    ~Fleet() override;

    /// How much of the past is fetched; before start().
    void setHistory(HostSession::History history);
    void start();

    const config::Cluster &cluster() const { return m_cluster; }
    /// In the order of the file. A node that was never heard has only its name; one that is out of reach keeps what was
    /// last known, with reachable = false.
    const std::vector<model::NodeStatus> &nodes() const { return m_nodes; }
    const Link &link(int nodeIndex) const;
    /// What that node's agent lets us do; nothing while it is out of reach.
    std::optional<rpc::Role> role(int nodeIndex) const;
    /// Asks that node's agent, see HostSession::call.
    void call(int nodeIndex, const QString &method, const QJsonObject &params, rpc::Client::Reply reply);
    /// What only all nodes together show: VIP owners, alarms of all.
    ClusterStatus status() const;
    EventLog &eventLog() { return m_log; }
    /// Of one node, by time on our clock; the newest 20,000.
    const std::vector<model::HealthSample> &samples(int nodeIndex) const;
    /// Every node has either answered with status, events and samples, or failed.
    bool settled() const;

signals:
    void nodeChanged(int nodeIndex); ///< its status or its link
    void sampleAdded(int nodeIndex);
    void settledChanged();

private:
    void onChanged(int nodeIndex);

    config::Cluster m_cluster;
    EventLog m_log;
    std::vector<std::unique_ptr<HostSession>> m_sessions;
    std::vector<model::NodeStatus> m_nodes;
    ClusterStatus m_combined; ///< when something last changed: since when what is
};

} // namespace tandem::fleet
