// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "daemon/agent/mode/autofailoverwatch.h"
#include "daemon/agent/mode/clusterfindings.h"
#include "daemon/agent/mode/configwatch.h"
#include "daemon/agent/mode/loginwatch.h"
#include "daemon/agent/mode/readiness.h"
#include "daemon/agent/mode/savedsectionwatch.h"
#include "maxscale/maxscaleinfo.h"

#include <optional>
#include <string>
#include <vector>

namespace tandem::agent {

/// What the agent knows of its MaxScale beyond its health: whether it and the others agree, and would fail over.
class ClusterWatch : public QObject
{
    Q_OBJECT

public:
    /// `rest` must outlive the watch.
    ClusterWatch(const config::Cluster &cluster, std::string node, maxscale::RestClient &rest,
                 maxscale::Credentials reader, QObject *parent = nullptr);

    /// MaxScale was looked at: what it said, and what of it was not asked or not answered.
    void note(const model::MaxScaleStatus &status, const std::optional<std::vector<maxscale::Monitor>> &monitors,
              const std::optional<maxscale::MaxScaleInfo> &info);

    /// Its cooperative locks are on, as it said last; nothing: it has not said it yet.
    std::optional<bool> usesLocks() const { return m_usesLocks; }
    const std::string &configDigest() const { return m_config.digest(); }
    /// What is not looked at, why, and what helps; empty: all is.
    const std::string &notChecked() const { return m_saved.hindrance(); }
    /// `nodes`: the newest word of each of the file, in its order, the own one included.
    std::vector<Finding> review(const std::vector<model::NodeStatus> &nodes, Instant now, std::int64_t wallNs);
    /// `nodes` as for review; `decision`: what the keeper makes of the mode.
    ReadinessView readiness(const std::vector<model::NodeStatus> &nodes, const Decision &decision) const;

signals:
    void changed();                        ///< configDigest()
    void hindered(const std::string &why); ///< notChecked() has something new to say

private:
    config::Mode m_mode;
    std::string m_node;
    std::string m_leadingInstance;
    ClusterFindings m_findings;
    AutoFailoverWatch m_autoFailover;
    LoginWatch m_logins;
    ConfigWatch m_config;
    SavedSectionWatch m_saved;
    std::optional<bool> m_usesLocks;
    std::vector<maxscale::Monitor> m_monitors;
};

} // namespace tandem::agent
