// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/nodestatus.h"

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
    /// What is shared, once something was; nothing where config_sync is off, or MaxScale is older than it.
    std::optional<model::ConfigSync> sync{};
    /// max_auth_errors_until_block; nothing where MaxScale has no such parameter.
    std::optional<std::int64_t> authErrorsUntilBlock{};
    /// persistdir, config_persistdir before that: where it saves what was changed at run time. Empty where it does not
    /// say.
    std::string persistDir{};
    std::string configDir{}; ///< configdir: where its file is; empty where it does not say, as newer ones do not
};

/// BadMessage where "passive" or "version" is missing or of another type.
Result<MaxScaleInfo> readMaxScaleInfo(const QJsonObject &document);

} // namespace tandem::maxscale
