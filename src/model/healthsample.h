// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/metric.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tandem::model {

/// One value of one series.
struct MetricValue
{
    Metric metric = Metric::RestLatency;
    std::string server; ///< MetricInfo::perServer: its name; else empty
    std::int64_t value = 0;

    bool operator==(const MetricValue &) const = default;
};

/// What one check of MaxScale measured. Fields that were not measured are absent, never zero.
struct HealthSample
{
    std::int64_t timeNs = 0;                       ///< the node's wall clock at the check's end
    std::string verdict;                           ///< as MaxScaleStatus::verdict
    std::optional<std::int64_t> restLatencyNs;     ///< GET /v1/servers, request to whole answer
    std::optional<std::int64_t> greetingLatencyNs; ///< connect to greeting, slowest listener
    std::optional<std::int64_t> sessions; ///< clients of all services: /v1/services statistics.connections, summed
    std::vector<MetricValue> values;      ///< all other metrics; a series at most once

    bool operator==(const HealthSample &) const = default;
};

/// All values of a sample as series, its three fields first.
std::vector<MetricValue> seriesOf(const HealthSample &sample);
/// The other way: into the field or the list where it belongs.
void addTo(HealthSample &sample, MetricValue value);

} // namespace tandem::model
