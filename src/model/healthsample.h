// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace tandem::model {

/// What one check of MaxScale measured. Fields that were not measured are absent, never zero.
struct HealthSample
{
    std::int64_t timeNs = 0;                        ///< the node's wall clock at the check's end
    std::string verdict;                            ///< as MaxScaleStatus::verdict
    std::optional<std::int64_t> restLatencyNs;      ///< GET /v1/servers, request to whole answer
    std::optional<std::int64_t> greetingLatencyNs;  ///< connect to greeting, slowest listener
    std::optional<std::int64_t> sessions;           ///< clients of all services: /v1/services statistics.connections, summed

    bool operator==(const HealthSample &) const = default;
};

} // namespace tandem::model
