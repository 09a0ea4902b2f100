// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/healthsample.h"

#include <utility>

namespace tandem::model {

std::vector<MetricValue> seriesOf(const HealthSample &sample)
{
    std::vector<MetricValue> series;
    series.reserve(sample.values.size() + 3);
    const auto add = [&series](Metric metric, const std::optional<std::int64_t> &value) {
        if (value)
            series.push_back({metric, {}, *value});
    };
    add(Metric::RestLatency, sample.restLatencyNs);
    add(Metric::GreetingLatency, sample.greetingLatencyNs);
    add(Metric::Clients, sample.sessions);
    series.insert(series.end(), sample.values.begin(), sample.values.end());
    return series;
}

void addTo(HealthSample &sample, MetricValue value)
{
    switch (value.metric) {
    case Metric::RestLatency: sample.restLatencyNs = value.value; break;
    case Metric::GreetingLatency: sample.greetingLatencyNs = value.value; break;
    case Metric::Clients: sample.sessions = value.value; break;
    default: sample.values.push_back(std::move(value));
    }
}

} // namespace tandem::model
