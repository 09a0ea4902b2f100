// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/maxscaleinfo.h"

#include "maxscale/resource.h"

namespace tandem::maxscale {

Result<MaxScaleInfo> readMaxScaleInfo(const QJsonObject &document)
{
    const QJsonObject attributes =
        document.value(QLatin1String("data")).toObject().value(QLatin1String("attributes")).toObject();
    const QJsonValue passive = attributes.value(QLatin1String("parameters")).toObject().value(QLatin1String("passive"));
    const QJsonValue version = attributes.value(QLatin1String("version"));
    if (!passive.isBool())
        return fail(ErrorCode::BadMessage, "/v1/maxscale", "the answer does not say whether it is passive");
    if (!version.isString())
        return fail(ErrorCode::BadMessage, "/v1/maxscale", "the answer has no version");
    MaxScaleInfo info;
    info.passive = passive.toBool();
    info.version = version.toString().toStdString();
    info.startedAtNs = timeOf(attributes.value(QLatin1String("started_at")));
    info.configSync = attributes.value(QLatin1String("config_sync")).isObject();
    return info;
}

} // namespace tandem::maxscale
