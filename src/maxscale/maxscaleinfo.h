// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QJsonObject>
#include <cstdint>
#include <optional>
#include <string>

namespace tandem::maxscale {

/// What `GET /v1/maxscale` says.
struct MaxScaleInfo
{
    bool passive = false;
    std::optional<std::int64_t> startedAtNs; ///< "started_at", whole seconds
    std::string version;                     ///< "24.02.4"
    bool configSync = false;                 ///< config_sync_cluster is set
};

/// BadMessage where "passive" or "version" is missing or of another type.
Result<MaxScaleInfo> readMaxScaleInfo(const QJsonObject &document);

} // namespace tandem::maxscale
