// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/threadlist.h"

#include "maxscale/resource.h"

#include <algorithm>

namespace tandem::maxscale {

Result<ThreadSummary> readThreads(const QJsonObject &document)
{
    const auto resources = resourcesOf(document, "/v1/maxscale/threads");
    if (!resources)
        return Failure(resources.error());
    ThreadSummary summary;
    const auto add = [](std::optional<std::int64_t> &sum, std::optional<std::int64_t> value) {
        if (value)
            sum = sum.value_or(0) + *value;
    };
    for (const Resource &resource : *resources) {
        const QJsonObject stats = resource.attributes.value(QLatin1String("stats")).toObject();
        const auto load = integerOf(stats.value(QLatin1String("load")).toObject().value(QLatin1String("last_second")));
        if (load)
            summary.loadPercent = std::max(summary.loadPercent.value_or(0), *load);
        add(summary.sessions, integerOf(stats.value(QLatin1String("sessions"))));
        add(summary.descriptors, integerOf(stats.value(QLatin1String("current_descriptors"))));
    }
    return summary;
}

} // namespace tandem::maxscale
