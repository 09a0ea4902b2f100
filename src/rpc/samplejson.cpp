// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/samplejson.h"

#include "rpc/objectreader.h"

#include <cmath>
#include <functional>
#include <string>
#include <utility>

namespace tandem::rpc {

namespace {

using model::MetricInfo;
using model::MetricRollup;
using model::MetricUnit;
using model::MetricValue;

constexpr double thousandth = 1000;

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

QJsonValue number(const MetricInfo &info, std::int64_t value)
{
    if (info.unit == MetricUnit::ThousandthPerSecond)
        return static_cast<double>(value) / thousandth;
    return QJsonValue(static_cast<qint64>(value));
}

Failure wrong(const MetricInfo &info, const char *expected)
{
    return fail(ErrorCode::BadMessage, {}, "values need \"" + std::string(info.name) + "\" to be " + expected);
}

Result<std::int64_t> numberFrom(const MetricInfo &info, const QJsonValue &value)
{
    constexpr double largest = 9e15;
    if (!value.isDouble())
        return wrong(info, "a number");
    if (info.unit != MetricUnit::ThousandthPerSecond)
        return value.toInteger(0);
    if (!(std::abs(value.toDouble()) < largest))
        return wrong(info, "a rate");
    return std::llround(value.toDouble() * thousandth);
}

/// Into the object that all of them are in: a server's is one level further down.
void put(QJsonObject &object, const MetricInfo &info, const std::string &server, const QJsonValue &value)
{
    const QString name = text(info.name);
    if (!info.perServer) {
        object[name] = value;
        return;
    }
    QJsonObject servers = object.value(name).toObject();
    servers[QString::fromStdString(server)] = value;
    object[name] = servers;
}

using Take = std::function<Result<void>(const MetricInfo &info, const std::string &server, const QJsonValue &value)>;

/// The other way: each value of a known metric.
Result<void> forEach(const QJsonObject &object, const Take &take)
{
    for (const MetricInfo &info : model::metrics()) {
        const QJsonValue value = object.value(text(info.name));
        if (value.isUndefined() || value.isNull())
            continue;
        if (!info.perServer) {
            if (const auto done = take(info, {}, value); !done)
                return done;
            continue;
        }
        if (!value.isObject())
            return wrong(info, "an object with a field for each server");
        const QJsonObject servers = value.toObject();
        for (auto one = servers.begin(); one != servers.end(); ++one)
            if (const auto done = take(info, one.key().toStdString(), one.value()); !done)
                return done;
    }
    return {};
}

Result<MetricRollup> rollupFrom(const MetricInfo &info, const std::string &server, const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    MetricRollup rollup{info.metric, server, object.value("count").toInteger()};
    for (const auto &[name, target] : {std::pair("min", &rollup.min), std::pair("avg", &rollup.avg),
                                       std::pair("max", &rollup.max), std::pair("p99", &rollup.p99)}) {
        const auto read = numberFrom(info, object.value(QLatin1String(name)));
        if (!read)
            return Failure(read.error());
        *target = *read;
    }
    return rollup;
}

Result<std::vector<MetricRollup>> rollupsFrom(const QJsonObject &object)
{
    std::vector<MetricRollup> rollups;
    const auto done = forEach(
        object, [&](const MetricInfo &info, const std::string &server, const QJsonValue &value) -> Result<void> {
            auto read = rollupFrom(info, server, value);
            if (!read)
                return Failure(read.error());
            rollups.push_back(std::move(*read));
            return {};
        });
    return done ? Result<std::vector<MetricRollup>>(std::move(rollups)) : Failure(done.error());
}

} // namespace

QJsonObject toJson(const std::vector<MetricValue> &values)
{
    QJsonObject object;
    for (const MetricValue &value : values) {
        const MetricInfo &info = infoOf(value.metric);
        put(object, info, value.server, number(info, value.value));
    }
    return object;
}

QJsonObject toJson(const model::HealthRollup &rollup)
{
    QJsonObject values;
    for (const MetricRollup &value : rollup.values) {
        const MetricInfo &info = infoOf(value.metric);
        put(values, info, value.server,
            QJsonObject{{"count", static_cast<qint64>(value.count)},
                        {"min", number(info, value.min)},
                        {"avg", number(info, value.avg)},
                        {"max", number(info, value.max)},
                        {"p99", number(info, value.p99)}});
    }
    return {{"time_ns", static_cast<qint64>(rollup.timeNs)},
            {"samples", static_cast<qint64>(rollup.samples)},
            {"verdict", QString::fromStdString(rollup.verdict)},
            {"values", values}};
}

Result<std::vector<MetricValue>> metricValuesFromJson(const QJsonObject &object)
{
    std::vector<MetricValue> values;
    const auto done = forEach(
        object, [&](const MetricInfo &info, const std::string &server, const QJsonValue &value) -> Result<void> {
            const auto read = numberFrom(info, value);
            if (!read)
                return Failure(read.error());
            values.push_back({info.metric, server, *read});
            return {};
        });
    return done ? Result<std::vector<MetricValue>>(std::move(values)) : Failure(done.error());
}

Result<model::HealthRollup> healthRollupFromJson(const QJsonObject &object)
{
    model::HealthRollup rollup;
    ObjectReader in(object, "sample");
    in.require("time_ns");
    in.integer("time_ns", rollup.timeNs);
    in.integer("samples", rollup.samples);
    in.text("verdict", rollup.verdict);
    in.object("values", rollup.values, rollupsFrom);
    return in.finish(std::move(rollup));
}

} // namespace tandem::rpc
