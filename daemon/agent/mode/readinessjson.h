// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/agent/mode/readiness.h"

#include <QJsonObject>
#include <string>

namespace tandem::agent {

/// The answer to failover_readiness (src/rpc/SPEC.md).
QJsonObject readinessJson(const std::string &node, const ReadinessView &view);

} // namespace tandem::agent
