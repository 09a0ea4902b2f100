// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/nodestatus.h"

#include <QJsonObject>
#include <string_view>
#include <vector>

namespace tandem::maxscale {

/// What `GET /v1/servers` says, in its order. BadMessage where it is not such an answer.
Result<std::vector<model::ServerStatus>> readServers(const QJsonObject &document);

/// Takes new clients: its state lists "Running" and none of "Down", "Maintenance", "Draining", "Drained".
bool isUsable(std::string_view state);

} // namespace tandem::maxscale
