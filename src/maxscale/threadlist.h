// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QJsonObject>
#include <cstdint>
#include <optional>

namespace tandem::maxscale {

/// MaxScale's worker threads together. Absent where none of them says so.
struct ThreadSummary
{
    std::optional<std::int64_t> loadPercent; ///< of the busiest one in the last second
    std::optional<std::int64_t> sessions;    ///< with probes and those that have not logged in
    std::optional<std::int64_t> descriptors;
};

/// What `GET /v1/maxscale/threads` says. (Its max_queue_time is a peak of a unit that is not told: left alone.)
Result<ThreadSummary> readThreads(const QJsonObject &document);

} // namespace tandem::maxscale
