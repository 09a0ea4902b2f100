// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QJsonObject>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tandem::maxscale {

struct Monitor
{
    std::string name;
    std::string state;                 ///< "Running", "Stopped"
    std::optional<std::int64_t> ticks; ///< stand still while it hangs
    std::string doing;                 ///< monitor_diagnostics.state: "Idle", "Monitoring servers"; empty when stopped
    std::optional<bool> primary;       ///< holds the cooperative locks; nothing without locks
    std::string master;                ///< the server that it takes for the master; may be down
};

/// What `GET /v1/monitors` says, in its order.
Result<std::vector<Monitor>> readMonitors(const QJsonObject &document);

/// MaxScaleStatus::monitorState: what the busiest monitor does, "Stopped" where all are, "No monitor" for an empty
/// list.
std::string summaryOf(const std::vector<Monitor> &monitors);

/// No operation on the database is under way: between two rounds, asking the servers, stopped, or not there. While a
/// switchover, failover or rejoin runs, MaxScale says what it does instead.
bool isIdle(const std::string &monitorState);

} // namespace tandem::maxscale
