// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/metric.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::model {

enum class Resolution : std::uint8_t { Raw, Minute, Hour };

std::string_view nameOf(Resolution resolution); ///< "raw", "minute", "hour"
std::optional<Resolution> resolutionOf(std::string_view name);
std::int64_t lengthNs(Resolution resolution); ///< 0 for Raw

/// One series over a minute or an hour.
struct MetricRollup
{
    Metric metric = Metric::RestLatency;
    std::string server;     ///< MetricInfo::perServer: its name; else empty
    std::int64_t count = 0; ///< how many samples had it
    std::int64_t min = 0;
    std::int64_t avg = 0; ///< rounded
    std::int64_t max = 0;
    std::int64_t p99 = 0; ///< nearest rank: of the raw values, one that was measured

    bool operator==(const MetricRollup &) const = default;
};

/// The samples of a minute or an hour, rolled up.
struct HealthRollup
{
    std::int64_t timeNs = 0;          ///< its begin
    std::int64_t samples = 0;         ///< how many there were
    std::string verdict;              ///< "ok" where all were; else the most frequent one of the others
    std::vector<MetricRollup> values; ///< a series that no sample had is absent

    bool operator==(const HealthRollup &) const = default;
};

} // namespace tandem::model
