// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "model/nodestatus.h"

#include <QJsonObject>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tandem::maxscale {

/// What a monitored server replicates, as the monitor saw it last.
struct Replication
{
    std::string from;               ///< name of the server; empty where MaxScale knows it by no name
    std::optional<bool> byGtid;     ///< else by file and position, which MaxScale does not fail over
    std::optional<bool> isApplying; ///< its SQL thread runs
};

struct MonitoredServer
{
    std::string name;
    std::optional<bool> lockHeld; ///< by this MaxScale; nothing without locks, and while the server is down
    std::vector<Replication> replicates;
};

struct Monitor
{
    std::string name;
    std::string state;                 ///< "Running", "Stopped"
    std::optional<std::int64_t> ticks; ///< stand still while it hangs
    std::string doing;                 ///< monitor_diagnostics.state: "Idle", "Monitoring servers"; empty when stopped
    std::optional<bool> primary;       ///< holds the cooperative locks; nothing without locks
    std::string master;                ///< the server that it takes for the master; may be down

    // Of its parameters, which older MaxScales and other kinds of monitor lack: absent is absent.
    std::string module{};               ///< "mariadbmon", "galeramon", …
    std::string locks{};                ///< cooperative_monitoring_locks: "none", "majority_of_running", …
    std::optional<bool> autoFailover{}; ///< auto_failover; "safe" is on
    std::optional<std::int64_t> failcount{};
    std::optional<Duration> interval{};       ///< monitor_interval
    std::vector<std::string> servers{};       ///< those that it monitors
    std::vector<std::string> neverPromoted{}; ///< servers_no_promotion
    std::optional<bool> verifiesFailure{};    ///< verify_master_failure
    std::optional<Duration> failureTimeout{}; ///< master_failure_timeout
    std::vector<MonitoredServer> details{};   ///< monitor_diagnostics.server_info; empty when stopped
    std::string sourceFile{};                 ///< the configuration file that defines it; empty where it does not say

    bool usesLocks() const { return !locks.empty() && locks != "none"; }
};

/// What `GET /v1/monitors` says, in its order.
Result<std::vector<Monitor>> readMonitors(const QJsonObject &document);

/// As the node's status has it. `stale`: its ticks stand still; a stopped one is stale anyway.
model::MonitorStatus statusOf(const Monitor &monitor, bool stale);

/// MaxScaleStatus::monitorState: what the busiest monitor does, "Stopped" where all are, "No monitor" for an empty
/// list.
std::string summaryOf(const std::vector<Monitor> &monitors);

/// No operation on the database is under way: between two rounds, asking the servers, stopped, or not there. While a
/// switchover, failover or rejoin runs, MaxScale says what it does instead.
bool isIdle(const std::string &monitorState);

} // namespace tandem::maxscale
