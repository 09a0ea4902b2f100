// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/alarm.h"
#include "model/event.h"
#include "model/healthsample.h"
#include "model/nodestatus.h"

#include <QJsonArray>
#include <QJsonObject>

/// The model's values as JSON. Readers ignore fields that they do not know, take a missing one for its default (null is
/// the same as missing), and refuse one of another type or an unknown name of a state with BadMessage.
namespace tandem::rpc {

QJsonObject toJson(const model::Event &event);
QJsonObject toJson(const model::Alarm &alarm);
QJsonObject toJson(const model::HealthSample &sample);
QJsonObject toJson(const model::ServerStatus &server);
QJsonObject toJson(const model::MonitorStatus &monitor);
QJsonObject toJson(const model::ConfigSync &sync);
QJsonObject toJson(const model::Hold &hold);
QJsonObject toJson(const model::VipAnswer &answer);
QJsonObject toJson(const model::StrayClient &client);
QJsonObject toJson(const model::MaxScaleStatus &maxscale);
QJsonObject toJson(const model::InstanceStatus &instance);
QJsonObject toJson(const model::NodeStatus &status);

/// `seq` and `kind` must be there. A cause's details come back sorted by name: JSON objects have no order.
Result<model::Event> eventFromJson(const QJsonObject &object);
Result<model::Alarm> alarmFromJson(const QJsonObject &object);
Result<model::HealthSample> healthSampleFromJson(const QJsonObject &object); ///< `time_ns` must be there
Result<model::NodeStatus> nodeStatusFromJson(const QJsonObject &object);     ///< `name` must be there

} // namespace tandem::rpc
