// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleet/clusterstatus.h"

#include <QJsonObject>

namespace tandem::fleet {

/// {"cluster","nodes":[…],"instances":[{"name","vips","states":{},"vip_owner":[],"effective_priority":{}}],"alarms":[…]};
/// nodes as in src/rpc/SPEC.md. Of a node that is out of reach nothing is said as if it were still so.
QJsonObject toJson(const ClusterStatus &status);

} // namespace tandem::fleet
