// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/hostfacts.h"

#include <QJsonObject>

/// What preflight asks, as JSON; read as modeljson.h says.
namespace tandem::rpc {

QJsonObject toJson(const model::InterfaceFacts &interface);
QJsonObject toJson(const model::HeardRouter &router);
QJsonObject toJson(const model::HostFacts &facts);
QJsonObject toJson(const model::AddressAnswer &answer);

Result<model::HostFacts> hostFactsFromJson(const QJsonObject &object);         ///< `node` must be there
Result<model::AddressAnswer> addressAnswerFromJson(const QJsonObject &object); ///< `address` and `state` must be there

} // namespace tandem::rpc
