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
    std::string state;                    ///< MaxScale's words: "Master, Running"
    std::optional<std::int64_t> lagSeconds; ///< nothing where MaxScale says -1 or nothing
    std::optional<std::int64_t> connections; ///< of this MaxScale only

    bool operator==(const ServerStatus &) const = default;
};

struct MaxScaleStatus
{
    bool reachable = false;            ///< REST answered the last time it was asked
    std::optional<bool> passive;       ///< nothing while unknown
    std::string version;               ///< "24.02.4"; empty while unknown
    std::string verdict;               ///< "ok", "refused", "frozen", "listener stopped", …; empty before the first check
    std::string evidence;              ///< the line that proves it: "REST 127.0.0.1:8989 connection refused"
    std::optional<std::int64_t> startedAtNs; ///< MaxScale's started_at
    std::string monitorState;          ///< monitor_diagnostics.state of the first monitor: "Idle", …; empty while unknown
    std::optional<std::int64_t> sessions;
    std::optional<std::int64_t> checkLatencyNs;
    std::vector<ServerStatus> servers;

    bool operator==(const MaxScaleStatus &) const = default;
};

/// A VRRP instance on one node.
struct InstanceStatus
{
    std::string name;
    VrrpState state = VrrpState::Unknown;
    std::optional<int> effectivePriority;  ///< 0 while in FAULT
    std::optional<int> overridePriority;   ///< of the planned switchover to this node that is in force
    std::vector<std::string> heldVips;     ///< of its VIPs, those in this node's kernel
    std::vector<std::string> vips;         ///< all that the file gives it
    std::string masterAddress;             ///< sender of the last accepted advert; own address as MASTER; may be empty
    std::int64_t sinceNs = 0;              ///< when the state was entered

    bool operator==(const InstanceStatus &) const = default;
};

/// What one node's agent knows of its node.
struct NodeStatus
{
    std::string name;
    bool reachable = false;            ///< its agent answers (false only on the client's side)
    EngineState engineState = EngineState::Unknown;
    bool maintenance = false;          ///< ordered for this node and not ended: it takes a VIP only as the last resort
    std::string helperVersion;
    std::int64_t leaseSeconds = 0;     ///< kernel lease of the VIPs in force; 0 = none
    std::int64_t engineLatenessNs = 0; ///< largest lateness of the engine's last minute
    std::int64_t atNs = 0;             ///< wall clock of the node when this was put together
    MaxScaleStatus maxscale;
    std::vector<InstanceStatus> instances;
    std::vector<Alarm> alarms;

    bool operator==(const NodeStatus &) const = default;
};

} // namespace tandem::model
