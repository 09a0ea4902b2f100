// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "config/cluster.h"
#include "fleet/clusterstatus.h"
#include "fleet/eventlog.h"
#include "model/healthsample.h"
#include "model/nodestatus.h"
#include "rpc/tlsidentity.h"

#include <QObject>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tandem::fleet {

class HostSession;

/// How it stands with one node's agent.
struct Link
{
    enum class State : std::uint8_t { Connecting, Connected, Lost, Refused };
    State state = State::Connecting;
    std::optional<Error> error;         ///< Lost, Refused: why, and what to do
    std::int64_t lastHeardNs = 0;       ///< our wall clock; 0 = never
    std::int64_t clockOffsetNs = 0;     ///< node's clock minus ours
    std::int64_t clockErrorNs = 0;      ///< +/-
    bool clockKnown = false;
};

/// All agents of one cluster: connected, resumed after a break, merged. Everything happens on the thread that made it,
/// without blocking.
class Fleet : public QObject
{
    Q_OBJECT

public:
    Fleet(config::Cluster cluster, rpc::TlsIdentity identity, QObject *parent = nullptr);
    ~Fleet() override;

    void start();

    const config::Cluster &cluster() const;
    /// In the order of the file. A node that was never heard has only its name; one that is out of reach keeps what was
    /// last known, with reachable = false.
    const std::vector<model::NodeStatus> &nodes() const;
    const Link &link(int nodeIndex) const;
    /// What only all nodes together show: VIP owners, alarms of all.
    ClusterStatus status() const;
    EventLog &eventLog();
    /// Of one node, by time; the newest 20,000.
    const std::vector<model::HealthSample> &samples(int nodeIndex) const;
    /// Every node has either answered with status, events and samples, or failed.
    bool settled() const;

signals:
    void nodeChanged(int nodeIndex);   ///< its status or its link
    void sampleAdded(int nodeIndex);
    void settledChanged();

private:
    std::vector<std::unique_ptr<HostSession>> m_sessions;
};

} // namespace tandem::fleet
