// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/alarm.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::model {

enum class VrrpState : std::uint8_t { Unknown, Stopped, Init, Backup, Master, Fault };
enum class EngineState : std::uint8_t { Unknown, Running, Stopped };

std::string_view nameOf(VrrpState state);   ///< "MASTER", "BACKUP", "FAULT", "INIT", "STOPPED", "UNKNOWN"
std::string_view nameOf(EngineState state); ///< "running", "stopped", "unknown"
std::optional<VrrpState> vrrpStateOf(std::string_view name);
std::optional<EngineState> engineStateOf(std::string_view name);

/// A database server as one MaxScale sees it.
struct ServerStatus
{
    std::string name;
    std::string state;                       ///< MaxScale's words: "Master, Running"
    std::optional<std::int64_t> lagSeconds;  ///< nothing where MaxScale says -1 or nothing
    std::optional<std::int64_t> connections; ///< of this MaxScale only

    bool operator==(const ServerStatus &) const = default;
};

/// A monitor as its MaxScale describes it.
struct MonitorStatus
{
    std::string name;
    std::string state;                ///< "Running", "Stopped"
    std::string doing;                ///< monitor_diagnostics.state: "Idle", …; empty when stopped
    std::string master;               ///< the server that it takes for the master; may be down; may be empty
    bool stale = false;               ///< stopped, or its ticks stand still: the server states that it reports are old
    std::string locks;                ///< cooperative_monitoring_locks: "none", "majority_of_running", …
    std::optional<bool> lockHolder;   ///< holds the cooperative locks; nothing without locks
    std::optional<bool> autoFailover; ///< nothing where this kind of monitor has none

    bool operator==(const MonitorStatus &) const = default;
};

/// config_sync: the configuration that MaxScales share through the database.
struct ConfigSync
{
    std::int64_t version = 0;
    std::string checksum;
    std::string status; ///< "OK", or what is wrong

    bool operator==(const ConfigSync &) const = default;
};

struct MaxScaleStatus
{
    bool reachable = false;      ///< REST answered the last time it was asked
    std::optional<bool> passive; ///< nothing while unknown
    std::string version;         ///< "24.02.4"; empty while unknown
    std::string verdict;         ///< "ok", "refused", "frozen", "listener stopped", …; empty before the first check
    std::string evidence;        ///< the line that proves it: "REST 127.0.0.1:8989 connection refused"
    std::optional<std::int64_t> startedAtNs; ///< MaxScale's started_at
    std::string monitorState; ///< monitor_diagnostics.state of the first monitor: "Idle", …; empty while unknown
    std::optional<std::int64_t> sessions;
    std::optional<std::int64_t> checkLatencyNs;
    std::vector<ServerStatus> servers;
    std::vector<MonitorStatus> monitors;
    std::optional<ConfigSync> configSync;     ///< nothing: off, or not known
    std::string configDigest;                 ///< of what must be equal on all nodes; empty while unknown
    std::optional<std::int64_t> failedLogins; ///< of all services since its start
    std::string notChecked; ///< what cannot be looked at on this node, why, and what helps; else empty

    bool operator==(const MaxScaleStatus &) const = default;
};

/// A VRRP instance on one node.
struct InstanceStatus
{
    std::string name;
    VrrpState state = VrrpState::Unknown;
    std::optional<int> effectivePriority; ///< 0 while in FAULT
    std::optional<int> overridePriority;  ///< of the planned switchover to this node that is in force
    std::vector<std::string> heldVips;    ///< of its VIPs, those in this node's kernel
    std::vector<std::string> vips;        ///< all that the file gives it
    std::string masterAddress;            ///< sender of the last accepted advert; own address as MASTER; may be empty
    std::int64_t sinceNs = 0;             ///< when the state was entered

    bool operator==(const InstanceStatus &) const = default;
};

/// Somebody asked Tandem to keep its hands off this node's MaxScale.
struct Hold
{
    std::int64_t untilNs = 0; ///< wall clock
    std::string by;

    bool operator==(const Hold &) const = default;
};

/// Who answers on a VIP, as this node sees it from outside. A node that holds the VIP itself has none.
struct VipAnswer
{
    std::string vip;           ///< without prefix
    std::uint16_t port = 0;    ///< of the listener that was asked
    std::string versionString; ///< its greeting; empty where none came
    std::string mac;           ///< of the neighbour that has the VIP, "02:00:00:00:00:01"; empty where unknown
    std::string trouble;       ///< why there is no greeting; empty: there is
    std::int64_t atNs = 0;     ///< wall clock

    bool operator==(const VipAnswer &) const = default;
};

/// A client that reaches a node's MaxScale not by the VIP.
struct StrayClient
{
    std::string address;
    std::uint16_t port = 0; ///< the listener's
    std::int64_t connections = 0;
    std::string user; ///< as MaxScale's sessions tell it; may be empty

    bool operator==(const StrayClient &) const = default;
};

/// What one node's agent knows of its node.
struct NodeStatus
{
    std::string name;
    bool reachable = false; ///< its agent answers (false only on the client's side)
    EngineState engineState = EngineState::Unknown;
    bool maintenance = false; ///< ordered for this node and not ended: it takes a VIP only as the last resort
    std::string helperVersion;
    std::int64_t leaseSeconds = 0;            ///< kernel lease of the VIPs in force; 0 = none
    std::int64_t engineLatenessNs = 0;        ///< largest lateness of the engine's last minute
    std::int64_t atNs = 0;                    ///< wall clock of the node when this was put together
    std::string clusterFile;                  ///< SHA-256 of the cluster file in force, 64 hex digits; empty: not known
    std::optional<std::int64_t> trialUntilNs; ///< wall clock: that file is on trial until then
    MaxScaleStatus maxscale;
    std::optional<Hold> hold;
    std::vector<std::string> macs; ///< of its interfaces that have VIPs, "02:00:00:00:00:01"
    std::vector<VipAnswer> vipAnswers;
    std::optional<std::int64_t> strayConnections; ///< to its listeners, past the VIP; nothing: not known
    std::vector<StrayClient> strayClients;        ///< those with the most connections, few
    std::vector<InstanceStatus> instances;
    std::vector<Alarm> alarms;

    bool operator==(const NodeStatus &) const = default;
};

} // namespace tandem::model
