// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "daemon/agent/identity/straycount.h"
#include "maxscale/restclient.h"

#include <QThread>
#include <QTimer>
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace tandem::agent {

/// Counts the clients that reach this node's MaxScale past the VIP: on a node without it those that talk to a standby,
/// on its holder those that a move of the VIP would leave behind. The kernel's table is read in a thread of its own: it
/// may be long.
class StrayWatch : public QObject
{
    Q_OBJECT

public:
    struct Settings
    {
        std::vector<std::uint16_t> ports; ///< of the listeners
        std::chrono::milliseconds interval{10'000};
        maxscale::Credentials reader; ///< asks MaxScale for the users' names, while there are strays
    };

    /// `rest` must outlive it; none: no names.
    StrayWatch(const config::Cluster &cluster, Settings settings, maxscale::RestClient *rest,
               QObject *parent = nullptr);
    ~StrayWatch() override;

    void start();

    /// Nothing before the first count, and where the kernel tells nothing.
    const std::optional<std::int64_t> &connections() const { return m_connections; }
    const std::vector<model::StrayClient> &clients() const { return m_clients; }
    std::vector<Finding> findings() const;

    static constexpr std::chrono::seconds longestCount{5};
    static constexpr std::chrono::seconds namesEvery{60}; ///< sessions are many: asked no more often

signals:
    void counted();

private:
    void count();
    void take(const Result<StrayCount> &result);
    void askForNames();
    void takeNames(const maxscale::RestAnswer &answer);

    StrayRules m_rules;
    Settings m_settings;
    maxscale::RestClient *m_rest;
    std::unique_ptr<QThread> m_thread;
    QObject m_worker; ///< lives in the thread
    QTimer m_timer;
    bool m_counting = false;

    std::optional<std::int64_t> m_connections;
    std::vector<model::StrayClient> m_clients;
    std::optional<StrayCount> m_newest;
    StrayAlarm m_alarm;
    std::vector<maxscale::Session> m_sessions;
    std::optional<Instant> m_named; ///< when sessions were asked for
};

} // namespace tandem::agent
