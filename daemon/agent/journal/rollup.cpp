// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/journal/rollup.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tandem::agent {

namespace {

using Series = std::pair<model::Metric, std::string>;

model::MetricRollup rollUpOne(const Series &series, std::vector<std::int64_t> &values)
{
    model::MetricRollup one{series.first, series.second, static_cast<std::int64_t>(values.size())};
    const auto [least, most] = std::ranges::minmax_element(values);
    one.min = *least;
    one.max = *most;
    long double sum = 0; // values near 2^63 must not overflow
    for (const std::int64_t value : values)
        sum += static_cast<long double>(value);
    one.avg = std::clamp<std::int64_t>(std::llroundl(sum / static_cast<long double>(values.size())), one.min, one.max);
    const std::size_t rank = (values.size() * 99 + 99) / 100; // ceil(0.99 n): nearest rank
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::ranges::nth_element(values, at);
    one.p99 = *at;
    return one;
}

std::string verdictOf(std::span<const model::HealthSample> samples)
{
    std::map<std::string, int> others;
    for (const model::HealthSample &sample : samples)
        if (sample.verdict != "ok")
            ++others[sample.verdict];
    const auto most = std::ranges::max_element(others, {}, [](const auto &entry) { return entry.second; });
    return most == others.end() ? "ok" : most->first;
}

} // namespace

model::HealthRollup rollUp(std::span<const model::HealthSample> samples, std::int64_t beginNs)
{
    std::map<Series, std::vector<std::int64_t>> series;
    for (const model::HealthSample &sample : samples)
        for (const model::MetricValue &value : seriesOf(sample))
            series[{value.metric, value.server}].push_back(value.value);
    model::HealthRollup rollup{beginNs, static_cast<std::int64_t>(samples.size()), verdictOf(samples), {}};
    for (auto &[name, values] : series)
        rollup.values.push_back(rollUpOne(name, values));
    return rollup;
}

} // namespace tandem::agent
