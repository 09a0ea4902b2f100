// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/api/metricfilter.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace tandem::agent {

MetricFilter::MetricFilter()
{
    for (const model::Metric metric :
         {model::Metric::RestLatency, model::Metric::GreetingLatency, model::Metric::Clients})
        take(metric);
}

Result<MetricFilter> MetricFilter::parse(const std::string &names)
{
    MetricFilter filter;
    if (names.empty())
        return filter;
    filter.m_taken.reset();
    if (names == "all") {
        filter.m_taken.set();
        return filter;
    }
    for (std::string_view rest = names; !rest.empty();) {
        const std::string_view name = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(name.size() + 1, rest.size()));
        const auto metric = model::metricNamed(name);
        if (!metric)
            return fail(ErrorCode::Usage, {}, "there is no metric \"" + std::string(name.substr(0, 40)) + "\"");
        filter.take(*metric);
    }
    return filter;
}

void MetricFilter::apply(model::HealthSample &sample) const
{
    std::erase_if(sample.values, [this](const model::MetricValue &value) { return !takes(value.metric); });
}

void MetricFilter::apply(model::HealthRollup &rollup) const
{
    std::erase_if(rollup.values, [this](const model::MetricRollup &value) { return !takes(value.metric); });
}

} // namespace tandem::agent
