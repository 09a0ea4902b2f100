// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/agent/health/judgement.h"
#include "maxscale/maxscaleinfo.h"
#include "maxscale/monitorlist.h"
#include "maxscale/serverlist.h"
#include "maxscale/servicelist.h"
#include "maxscale/threadlist.h"

#include <QObject>
#include <optional>
#include <vector>

namespace tandem::agent {

/// One look at MaxScale: every listener is asked for its greeting and REST for its servers at once; when REST answered,
/// where the task wants it also for its mode and monitors, and for its services. Over after `timeout` at the latest.
/// Destroying it ends it without a word.
class Look : public QObject
{
    Q_OBJECT

public:
    struct Outcome
    {
        Sight sight;
        std::optional<Duration> restLatency;                                     ///< of GET /v1/servers
        std::optional<maxscale::MaxScaleInfo> info;                              ///< with mode
        std::optional<std::vector<maxscale::Monitor>> monitors;                  ///< with mode
        std::optional<maxscale::ServiceList> services;                           ///< with services
        std::optional<std::vector<maxscale::ServerStatistics>> serverStatistics; ///< with services
        std::optional<maxscale::ThreadSummary> threads;                          ///< with services
    };

    struct Task
    {
        maxscale::RestClient *rest = nullptr;
        std::vector<maxscale::Prober *> probers;
        maxscale::Credentials reader;
        Duration timeout{};
        bool restIsRefused = false; ///< known already: REST is not asked
        bool withMode = true;       ///< and monitors
        bool withServices = true;   ///< and threads
    };

    Look(Task task, QObject *parent);

    void begin();

signals:
    void finished(const tandem::agent::Look::Outcome &outcome);

private:
    void askServers();
    void askRest();
    void oneDone();
    Duration left() const;

    Task m_task;
    Instant m_deadline{};
    Outcome m_outcome;
    int m_pending = 0;
};

} // namespace tandem::agent
