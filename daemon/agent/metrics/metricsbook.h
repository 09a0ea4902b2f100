// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/healthsample.h"
#include "model/nodestatus.h"

#include <cstdint>
#include <mutex>
#include <optional>
#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>
#include <vector>

namespace tandem::agent {

/// The newest status and sample, as Prometheus reads them: in base units, named tandem_*. The agent puts them in, a
/// thread of the exposer takes them out; neither waits for the other but for a copy.
class MetricsBook : public prometheus::Collectable
{
public:
    void update(const model::NodeStatus &status);
    /// Series that this sample lacks keep what they had, for staleAfterNs.
    void update(const model::HealthSample &sample);

    std::vector<prometheus::MetricFamily> Collect() const override;

    /// A series that has got no value for so long is a gap.
    static constexpr std::int64_t staleAfterNs = 60'000'000'000;

private:
    struct Kept
    {
        model::MetricValue value;
        std::int64_t timeNs = 0;
    };

    mutable std::mutex m_mutex;
    std::optional<model::NodeStatus> m_status;
    std::vector<Kept> m_values;
    std::int64_t m_sampledNs = 0; ///< 0: never
};

} // namespace tandem::agent
