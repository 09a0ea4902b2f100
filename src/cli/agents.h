// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/target.h"
#include "fleet/clusterstatus.h"
#include "fleet/eventlog.h"
#include "fleet/hostsession.h"

#include <QObject>
#include <memory>
#include <string>
#include <vector>

namespace tandem::cli {

/// The sessions with all agents that a command asks.
class Agents : public QObject
{
    Q_OBJECT

public:
    Agents(Target target, fleet::HostSession::History history, QObject *parent = nullptr);

    void start();

    /// Why, of each agent that does not answer; empty: all do.
    std::vector<Error> troubles() const;
    bool isAnyConnected() const;
    /// Everything that was asked for has come from all.
    bool isComplete() const;
    /// `before`: see fleet::combine().
    fleet::ClusterStatus status(const fleet::ClusterStatus *before = nullptr) const;
    fleet::EventLog &log() { return m_log; }
    const std::vector<std::unique_ptr<fleet::HostSession>> &sessions() const { return m_sessions; }

signals:
    void settled(); ///< all have answered or failed; once
    void changed(); ///< status or link of one of them

private:
    Target m_target;
    fleet::EventLog m_log;
    std::vector<std::unique_ptr<fleet::HostSession>> m_sessions;
};

} // namespace tandem::cli
