// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

/// Changes within the recorded answers. Pure.
namespace tandem::fakes {

/// Sets object["a"]["b"]["c"] for the path "a/b/c".
void set(QJsonObject &object, const QString &path, const QJsonValue &value);

/// Without the items of arrays, however deep, whose "id" or "name" begins with one of `names`.
QJsonValue without(const QJsonValue &value, const QStringList &names);

/// What of `attributes` a sparse fieldset asks for: "state,statistics/connections".
QJsonObject narrowed(const QJsonObject &attributes, const QString &fields);

} // namespace tandem::fakes
