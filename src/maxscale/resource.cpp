// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/resource.h"

#include <QDateTime>
#include <QJsonArray>
#include <QLocale>
#include <QTimeZone>
#include <cmath>

namespace tandem::maxscale {

std::vector<std::string> Resource::related(QLatin1String kind) const
{
    std::vector<std::string> ids;
    const QJsonArray data = relationships.value(kind).toObject().value(QLatin1String("data")).toArray();
    for (const QJsonValue &one : data)
        ids.push_back(one.toObject().value(QLatin1String("id")).toString().toStdString());
    return ids;
}

Result<std::vector<Resource>> resourcesOf(const QJsonObject &document, std::string_view path)
{
    const QJsonValue data = document.value(QLatin1String("data"));
    if (!data.isArray())
        return fail(ErrorCode::BadMessage, std::string(path), "the answer has no list \"data\"");
    std::vector<Resource> resources;
    for (const QJsonValue &value : data.toArray()) {
        const QJsonObject object = value.toObject();
        const QJsonValue id = object.value(QLatin1String("id"));
        const QJsonValue attributes = object.value(QLatin1String("attributes"));
        if (!id.isString() || !attributes.isObject())
            return fail(ErrorCode::BadMessage, std::string(path), "an entry of \"data\" has no id or no attributes");
        resources.push_back({id.toString().toStdString(), attributes.toObject(),
                             object.value(QLatin1String("relationships")).toObject()});
    }
    return resources;
}

std::optional<std::int64_t> integerOf(const QJsonValue &value)
{
    if (!value.isDouble())
        return std::nullopt;
    const double number = value.toDouble();
    if (number != std::floor(number) || std::abs(number) > 9.0e15) // beyond, a double has no odd numbers
        return std::nullopt;
    return static_cast<std::int64_t>(number);
}

std::optional<std::int64_t> timeOf(const QJsonValue &value)
{
    const QDateTime read = QLocale::c().toDateTime(value.toString(), QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"));
    if (!read.isValid())
        return std::nullopt;
    const QDateTime utc(read.date(), read.time(), Qt::UTC);
    return utc.toMSecsSinceEpoch() * 1'000'000;
}

} // namespace tandem::maxscale
