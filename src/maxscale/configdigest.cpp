// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/configdigest.h"

#include "maxscale/resource.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <string_view>

namespace tandem::maxscale {

namespace {

using Ignored = std::function<bool(std::string_view parameter)>;

template <std::size_t N>
bool isOneOf(std::string_view word, const std::array<std::string_view, N> &list)
{
    return std::ranges::find(list, word) != list.end();
}

bool ofThisNode(std::string_view parameter)
{
    constexpr std::array<std::string_view, 10> names{"passive",
                                                     "threads",
                                                     "query_classifier_cache_size",
                                                     "admin_host",
                                                     "admin_port",
                                                     "admin_jwt_key",
                                                     "local_address",
                                                     "admin_audit_file",
                                                     "config_sync_user",
                                                     "config_sync_password"};
    return isOneOf(parameter, names) || parameter.ends_with("dir") || parameter.starts_with("admin_ssl_");
}

bool ofThisListener(std::string_view parameter)
{
    constexpr std::array<std::string_view, 7> names{"address",  "socket",  "ssl_ca", "ssl_ca_cert",
                                                    "ssl_cert", "ssl_key", "ssl_crl"};
    return isOneOf(parameter, names);
}

bool ofThisService(std::string_view parameter)
{
    return parameter == "version_string";
}

bool nothing(std::string_view)
{
    return false;
}

QJsonObject withoutIgnored(QJsonObject parameters, const Ignored &ignored)
{
    const QStringList names = parameters.keys();
    for (const QString &name : names)
        if (ignored(name.toStdString()))
            parameters.remove(name);
    return parameters;
}

/// Each relation is told at both ends; it counts where it is configured, so that a service with other servers is a
/// difference of the services alone.
bool isConfiguredHere(const QString &type, const QString &relation)
{
    if (type == QLatin1String("monitors"))
        return relation == QLatin1String("servers");
    if (type == QLatin1String("services"))
        return relation != QLatin1String("listeners");
    return type == QLatin1String("listeners");
}

/// Only a service's filters are a chain; of everything else the order means nothing.
QJsonObject relationsOf(const Resource &resource, const QString &type)
{
    QJsonObject relations;
    const QStringList kinds = resource.relationships.keys();
    for (const QString &kind : kinds) {
        if (!isConfiguredHere(type, kind))
            continue;
        auto ids = resource.related(QLatin1String(kind.toLatin1()));
        if (kind != QLatin1String("filters"))
            std::ranges::sort(ids);
        QJsonArray array;
        for (const std::string &id : ids)
            array.append(QString::fromStdString(id));
        relations[kind] = array;
    }
    return relations;
}

QJsonObject essenceOf(const Resource &resource, const QString &type, const Ignored &ignored)
{
    const QJsonValue module = resource.attributes.value(QLatin1String("module"));
    return {{"id", QString::fromStdString(resource.id)},
            {"module", module.isUndefined() ? resource.attributes.value(QLatin1String("router")) : module},
            {"parameters", withoutIgnored(resource.attributes.value(QLatin1String("parameters")).toObject(), ignored)},
            {"relationships", relationsOf(resource, type)}};
}

/// Qt writes an object's keys in their order, so equal content is equal text.
std::string hashOf(std::map<std::string, QJsonObject> byId)
{
    constexpr qsizetype digits = 16;
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const auto &[id, essence] : byId)
        hash.addData(QJsonDocument(essence).toJson(QJsonDocument::Compact));
    return hash.result().toHex().left(digits).toStdString();
}

Result<std::string> hashOfList(const QJsonObject &document, const QString &type, const Ignored &ignored)
{
    const auto resources = resourcesOf(document, ("/v1/" + type).toStdString());
    if (!resources)
        return Failure(resources.error());
    std::map<std::string, QJsonObject> byId;
    for (const Resource &resource : *resources)
        byId[resource.id] = essenceOf(resource, type, ignored);
    return hashOf(std::move(byId));
}

Result<std::string> hashOfListeners(const QJsonObject &services)
{
    const auto resources = resourcesOf(services, "/v1/services");
    if (!resources)
        return Failure(resources.error());
    std::map<std::string, QJsonObject> byId;
    for (const Resource &service : *resources) {
        const QJsonObject list{{"data", service.attributes.value(QLatin1String("listeners")).toArray()}};
        const auto listeners = resourcesOf(list, "/v1/services");
        if (!listeners)
            return Failure(listeners.error());
        for (const Resource &listener : *listeners)
            byId[listener.id] = essenceOf(listener, QStringLiteral("listeners"), ofThisListener);
    }
    return hashOf(std::move(byId));
}

Result<std::string> hashOfMaxScale(const QJsonObject &document)
{
    const QJsonValue attributes = document.value(QLatin1String("data")).toObject().value(QLatin1String("attributes"));
    if (!attributes.isObject())
        return fail(ErrorCode::BadMessage, "/v1/maxscale", "the answer has no attributes");
    return hashOf({{"maxscale", essenceOf({"maxscale", attributes.toObject(), {}}, {}, ofThisNode)}});
}

std::map<std::string, std::string> partsOf(const std::string &digest)
{
    std::map<std::string, std::string> parts;
    const QStringList words = QString::fromStdString(digest).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString &word : words)
        parts[word.section(QLatin1Char(':'), 0, 0).toStdString()] = word.section(QLatin1Char(':'), 1).toStdString();
    return parts;
}

} // namespace

Result<std::string> configDigest(const ConfigDocuments &documents)
{
    const std::array<std::pair<const char *, Result<std::string>>, 6> parts{{
        {"maxscale", hashOfMaxScale(documents.maxscale)},
        {"servers", hashOfList(documents.servers, QStringLiteral("servers"), nothing)},
        {"monitors", hashOfList(documents.monitors, QStringLiteral("monitors"), nothing)},
        {"services", hashOfList(documents.services, QStringLiteral("services"), ofThisService)},
        {"listeners", hashOfListeners(documents.services)},
        {"filters", hashOfList(documents.filters, QStringLiteral("filters"), nothing)},
    }};
    std::string digest;
    for (const auto &[name, hash] : parts) {
        if (!hash)
            return Failure(hash.error());
        digest += (digest.empty() ? "" : " ") + std::string(name) + ":" + *hash;
    }
    return digest;
}

std::vector<std::string> differingParts(const std::string &one, const std::string &other)
{
    const auto ones = partsOf(one);
    auto others = partsOf(other);
    std::vector<std::string> names;
    for (const auto &[name, hash] : ones) {
        const auto found = others.extract(name);
        if (found.empty() || found.mapped() != hash)
            names.push_back(name);
    }
    for (const auto &[name, hash] : others)
        names.push_back(name);
    return names;
}

} // namespace tandem::maxscale
