// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/maxscaleinfo.h"

#include "maxscale/resource.h"

namespace tandem::maxscale {

namespace {

std::optional<model::ConfigSync> readSync(const QJsonValue &value)
{
    if (!value.isObject())
        return std::nullopt;
    const QJsonObject object = value.toObject();
    model::ConfigSync sync;
    sync.version = integerOf(object.value(QLatin1String("version"))).value_or(0);
    sync.checksum = object.value(QLatin1String("checksum")).toString().toStdString();
    sync.status = object.value(QLatin1String("status")).toString().toStdString();
    return sync;
}

} // namespace

Result<MaxScaleInfo> readMaxScaleInfo(const QJsonObject &document)
{
    const QJsonObject attributes =
        document.value(QLatin1String("data")).toObject().value(QLatin1String("attributes")).toObject();
    const QJsonObject parameters = attributes.value(QLatin1String("parameters")).toObject();
    const QJsonValue passive = parameters.value(QLatin1String("passive"));
    const QJsonValue version = attributes.value(QLatin1String("version"));
    if (!passive.isBool())
        return fail(ErrorCode::BadMessage, "/v1/maxscale", "the answer does not say whether it is passive");
    if (!version.isString())
        return fail(ErrorCode::BadMessage, "/v1/maxscale", "the answer has no version");
    MaxScaleInfo info;
    info.passive = passive.toBool();
    info.version = version.toString().toStdString();
    info.startedAtNs = timeOf(attributes.value(QLatin1String("started_at")));
    info.sync = readSync(attributes.value(QLatin1String("config_sync")));
    // Until something has been shared, "config_sync" is null although it is on.
    info.configSync = info.sync || !parameters.value(QLatin1String("config_sync_cluster")).toString().isEmpty();
    info.authErrorsUntilBlock = integerOf(parameters.value(QLatin1String("max_auth_errors_until_block")));
    const QJsonValue olderPersistDir = parameters.value(QLatin1String("config_persistdir"));
    info.persistDir = parameters.value(QLatin1String("persistdir")).toString(olderPersistDir.toString()).toStdString();
    info.configDir = parameters.value(QLatin1String("configdir")).toString().toStdString();
    return info;
}

} // namespace tandem::maxscale
