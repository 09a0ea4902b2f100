// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/nodestatus.h"

#include <QJsonObject>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::maxscale {

/// What `GET /v1/servers` says, in its order. BadMessage where it is not such an answer.
Result<std::vector<model::ServerStatus>> readServers(const QJsonObject &document);

/// One decade of response times: those up to its bound that are in no shorter one. Counted since MaxScale's start.
struct ResponseBucket
{
    double upToSeconds = 0;
    std::int64_t count = 0;
    double totalSeconds = 0; ///< of all of them together
};

/// What a MaxScale counts of a database server. Absent where it does not say so.
struct ServerStatistics
{
    std::string name;
    std::optional<std::int64_t> connections;
    std::optional<std::int64_t> runningOperations;
    std::optional<std::int64_t> lagSeconds;   ///< nothing where it says -1
    std::optional<std::int64_t> selectTimeNs; ///< nothing where it says 0: no data
    std::vector<ResponseBucket> reads;        ///< shortest first; empty without readwritesplit
    std::vector<ResponseBucket> writes;
};

/// The same answer's numbers, in its order. What is of another type than expected is absent.
Result<std::vector<ServerStatistics>> readServerStatistics(const QJsonObject &document);

/// "170.9us" in ns; nothing where it is not a time with a unit.
std::optional<std::int64_t> durationOf(std::string_view text);

/// Takes new clients: its state lists "Running" and none of "Down", "Maintenance", "Draining", "Drained".
bool isUsable(std::string_view state);

} // namespace tandem::maxscale
