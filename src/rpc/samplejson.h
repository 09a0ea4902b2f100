// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/healthrollup.h"
#include "model/healthsample.h"

#include <QJsonObject>
#include <vector>

namespace tandem::rpc {

// Values by the metric's name; of one that is by server, by the server's name within. Rates are numbers with fractions,
// all others whole. Names that are not known are ignored: they are of a newer version.

QJsonObject toJson(const std::vector<model::MetricValue> &values);
QJsonObject toJson(const model::HealthRollup &rollup);

Result<std::vector<model::MetricValue>> metricValuesFromJson(const QJsonObject &object);
Result<model::HealthRollup> healthRollupFromJson(const QJsonObject &object); ///< `time_ns` must be there

} // namespace tandem::rpc
