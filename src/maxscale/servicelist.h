// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QJsonObject>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tandem::maxscale {

struct Listener
{
    std::string name;
    std::string address; ///< "::", "0.0.0.0", "127.0.0.1", a VIP
    std::uint16_t port = 0;
    std::string state;               ///< "Running", "Stopped"; a stopped one still accepts, and is silent
    std::int64_t maxConnections = 0; ///< its service's max_connections; 0 = no limit. Held connections count against it
};

/// A service's counters, all since MaxScale's start. Absent where this version or router has none.
struct ServiceStatistics
{
    std::string name;
    std::optional<std::int64_t> totalConnections;
    std::optional<std::int64_t> peakConnections; ///< most at a time
    std::optional<std::int64_t> failedLogins;
    std::optional<std::int64_t> queries;        ///< the router's own count, else the packets that were routed
    std::optional<std::int64_t> masterQueries;  ///< readwritesplit only
    std::optional<std::int64_t> replicaQueries; ///< readwritesplit only
};

struct ServiceList
{
    std::int64_t sessions = 0;                 ///< clients of all services, without those that have not logged in
    std::vector<Listener> listeners;           ///< of all services; Unix sockets left out
    std::vector<ServiceStatistics> statistics; ///< of each service, in the answer's order
};

/// What `GET /v1/services` says.
Result<ServiceList> readServices(const QJsonObject &document);

} // namespace tandem::maxscale
