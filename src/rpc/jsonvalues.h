// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Plain values as JSON, for the writers of this room.
namespace tandem::rpc {

inline QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

inline QJsonValue number(std::int64_t value)
{
    return QJsonValue(static_cast<qint64>(value));
}

template <class T>
QJsonValue orNull(const std::optional<T> &value)
{
    if (!value)
        return QJsonValue::Null;
    return QJsonValue(*value);
}

template <>
inline QJsonValue orNull(const std::optional<std::int64_t> &value)
{
    return value ? number(*value) : QJsonValue(QJsonValue::Null);
}

inline QJsonArray strings(const std::vector<std::string> &list)
{
    QJsonArray array;
    for (const auto &item : list)
        array.append(text(item));
    return array;
}

/// Each by its own toJson().
template <class T>
QJsonArray objects(const std::vector<T> &list)
{
    QJsonArray array;
    for (const auto &item : list)
        array.append(toJson(item));
    return array;
}

} // namespace tandem::rpc
