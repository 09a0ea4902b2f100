// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/restapi.h"

#include "tests/fakes/jsonpath.h"
#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

namespace tandem::fakes {

namespace {

const char *phraseOf(int status)
{
    switch (status) {
    case 200: return "OK";
    case 204: return "No Content";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 404: return "Not Found";
    }
    return "Internal Server Error";
}

QByteArray statusLine(int status)
{
    return "HTTP/1.1 " + QByteArray::number(status) + ' ' + phraseOf(status) + "\r\n";
}

QByteArray commonHeaders(const Vitals &vitals)
{
    // MaxScale writes the year with two digits here.
    const QString date = QLocale::c().toString(vitals.now, "ddd, dd MMM yy HH:mm:ss") + " GMT";
    return "Date: " + date.toLatin1() +
           "\r\nX-Frame-Options: Deny\r\nX-XSS-Protection: 1\r\nReferrer-Policy: same-origin\r\n"
           "Cache-Control: no-cache\r\n";
}

QByteArray withBody(const QByteArray &body)
{
    return "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

QByteArray json(const QJsonObject &object, bool pretty)
{
    return QJsonDocument(object).toJson(pretty ? QJsonDocument::Indented : QJsonDocument::Compact).trimmed();
}

HttpResponse badRequest(const QString &detail, const Vitals &vitals)
{
    const QJsonObject body{{"errors", QJsonArray{QJsonObject{{"detail", detail}}}}};
    return {400, statusLine(400) + "Content-Type: application/json\r\n" + commonHeaders(vitals) +
                     withBody(json(body, true))};
}

HttpResponse notFound(const Vitals &vitals)
{
    return {404, statusLine(404) + commonHeaders(vitals) + withBody({})};
}

HttpResponse done(const Vitals &vitals, const QByteArray &more = {})
{
    return {204, statusLine(204) + more + commonHeaders(vitals) + "\r\n"};
}

/// fields[servers]=state,statistics/connections: of these only those attributes, and no relationships.
void narrow(QJsonObject &body, const QUrlQuery &query)
{
    QMap<QString, QString> fields;
    for (const auto &[name, value] : query.queryItems(QUrl::FullyDecoded)) {
        if (name.startsWith("fields[") && name.endsWith(']'))
            fields[name.mid(7).chopped(1)] = value;
    }
    const auto narrowedItem = [&](QJsonObject item) {
        const QString type = item["type"].toString();
        if (fields.contains(type)) {
            item["attributes"] = narrowed(item["attributes"].toObject(), fields[type]);
            item.remove("relationships");
        }
        return item;
    };
    if (fields.isEmpty())
        return;
    if (body["data"].isObject()) {
        body["data"] = narrowedItem(body["data"].toObject());
        return;
    }
    QJsonArray items;
    for (const QJsonValue &item : body["data"].toArray())
        items.append(narrowedItem(item.toObject()));
    body["data"] = items;
}

const char *typeName(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Null: return "null";
    case QJsonValue::Bool: return "boolean";
    case QJsonValue::Double: return value.toDouble() == value.toInteger() ? "integer" : "real";
    case QJsonValue::String: return "string";
    case QJsonValue::Array: return "array";
    default: return "object";
    }
}

} // namespace

RestApi::RestApi(Users users, SavedMode saved, bool passiveAtStart)
    : m_users(std::move(users)), m_saved(std::move(saved)), m_passive(m_saved.load().value_or(passiveAtStart))
{
}

HttpResponse RestApi::accessDenied(const Vitals &vitals)
{
    return {401,
            statusLine(401) + "Date: " + httpDate(vitals.now).toLatin1() +
                "\r\nConnection: close\r\nWWW-Authenticate: Basic realm=\"maxscale\"\r\n" +
                withBody("{\"errors\": [ { \"detail\": \"Access denied\" } ] }"),
            true};
}

HttpResponse RestApi::handle(const HttpRequest &request, const Vitals &vitals)
{
    const bool writes = request.method != "GET" && request.method != "HEAD";
    const Rights rights = m_users.rightsOf(request.authorization);
    if (rights == Rights::None || (writes && rights != Rights::Admin))
        return accessDenied(vitals);
    return writes ? write(request, vitals) : get(request, vitals);
}

HttpResponse RestApi::get(const HttpRequest &request, const Vitals &vitals) const
{
    Answers::Answer answer = m_answers.answer(request.path, vitals);
    narrow(answer.body, request.query);
    const bool isRoot = request.path == "/v1";
    QByteArray body;
    if (answer.kind != Answers::Kind::NoSuchResource)
        body = json(answer.body, request.query.queryItemValue("pretty") != "false");
    body.replace("http://127.0.0.1:8989",
                 (vitals.tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + QByteArray::number(vitals.restPort));

    const int status = answer.kind == Answers::Kind::Found || isRoot ? 200 : 404;
    const QByteArray tag = QCryptographicHash::hash(body, QCryptographicHash::Sha1).toHex();
    QByteArray bytes = statusLine(status) + "Connection: close\r\nETag: \"" + tag +
                       "\"\r\nLast-Modified: " + httpDate(vitals.startedAt).toLatin1() + "\r\n";
    if (!body.isEmpty())
        bytes += "Content-Type: application/json\r\n";
    bytes += commonHeaders(vitals) + withBody(body);
    if (request.method == "HEAD")
        bytes.chop(body.size());
    return {status, bytes, true};
}

void RestApi::setSituation(const Situation &situation, const QDateTime &now)
{
    m_situation = situation;
    if (m_situation.monitor == MonitorIs::Running)
        m_ticks.start(now);
    else
        m_ticks.stop(now);
}

HttpResponse RestApi::write(const HttpRequest &request, const Vitals &vitals)
{
    const QString monitor = "/v1/monitors/Monitor1";
    if (request.method == "PUT" && request.path.startsWith(monitor + '/'))
        return steerMonitor(request.path.mid(monitor.size() + 1), vitals);
    const bool toMonitor = request.path == monitor;
    const bool toUsers = request.method == "POST" && request.path == "/v1/users/inet";
    if (!toUsers && (request.method != "PATCH" || (request.path != "/v1/maxscale" && !toMonitor)))
        return notFound(vitals);
    QJsonParseError error;
    const QJsonObject body = QJsonDocument::fromJson(request.body, &error).object();
    if (error.error != QJsonParseError::NoError)
        return badRequest("Invalid JSON in request: " + error.errorString(), vitals);
    if (toUsers)
        return addUser(body["data"].toObject(), vitals);
    const QJsonObject parameters = body["data"]["attributes"]["parameters"].toObject();
    return toMonitor ? patchMonitor(parameters, vitals) : patchMaxScale(request, parameters, vitals);
}

HttpResponse RestApi::patchMaxScale(const HttpRequest &request, const QJsonObject &parameters, const Vitals &vitals)
{
    for (const QString &name : parameters.keys()) {
        if (name != "passive")
            return badRequest(QString("maxscale: The parameter '%1' is unrecognized.").arg(name), vitals);
        if (!parameters[name].isBool())
            return badRequest(
                QString("passive: Expected a json boolean, but got a json %1.").arg(typeName(parameters[name])),
                vitals);
    }
    if (!parameters.contains("passive"))
        return done(vitals);
    if (m_situation.configSync && request.query.queryItemValue("sync") != "false") {
        if (const QString refusal = shareChange(vitals.node); !refusal.isEmpty())
            return badRequest(refusal, vitals);
    }
    QByteArray warning;
    if (!m_saved.load())
        warning = "Mxs-Warning: Saving runtime modifications to 'maxscale' in '" + m_saved.path().toUtf8() +
                  "'. The modified values will override the values found in the static configuration files.\r\n";
    if (const auto saved = m_saved.save(parameters["passive"].toBool()); !saved)
        return badRequest(QString::fromStdString(describe(saved.error())), vitals);
    m_passive = parameters["passive"].toBool();
    return done(vitals, warning);
}

/// Why config_sync cannot take a change, or nothing.
QString RestApi::shareChange(const QString &node)
{
    const auto isMaster = [this](const char *name, const char *recorded) {
        return m_situation.servers.value(name, recorded).startsWith("Master");
    };
    if (!isMaster("server1", "Master, Running") && !isMaster("server2", "Slave, Running"))
        return "Cannot start configuration change: No valid servers in cluster 'Monitor1'.";
    ConfigSync &sync = *m_situation.configSync;
    ++sync.version;
    sync.status = "OK";
    sync.checksum =
        QCryptographicHash::hash(node.toUtf8() + QByteArray::number(sync.version), QCryptographicHash::Sha1).toHex();
    return {};
}

HttpResponse RestApi::patchMonitor(const QJsonObject &parameters, const Vitals &vitals)
{
    Situation changed = m_situation;
    for (const QString &name : parameters.keys()) {
        const QJsonValue value = parameters[name];
        if (name == "auto_failover" && value.isBool())
            changed.autoFailover = value.toBool();
        else if (name == "cooperative_monitoring_locks" && value.isString())
            changed.locks = value.toString();
        else
            return badRequest(QString("Monitor1: The parameter '%1' is unrecognized.").arg(name), vitals);
    }
    setSituation(changed, vitals.now);
    return done(vitals);
}

HttpResponse RestApi::addUser(const QJsonObject &data, const Vitals &vitals)
{
    const QString account = data["attributes"].toObject()["account"].toString();
    const QByteArray name = data["id"].toString().toUtf8();
    const QByteArray password = data["attributes"].toObject()["password"].toString().toUtf8();
    if (name.isEmpty() || password.isEmpty() || (account != "admin" && account != "basic"))
        return badRequest("A user has an id, a password, and admin or basic for its account.", vitals);
    const auto added = m_users.add(name, password, account == "admin" ? Rights::Admin : Rights::Basic);
    return added ? done(vitals) : badRequest(QString::fromStdString(describe(added.error())), vitals);
}

HttpResponse RestApi::steerMonitor(const QString &order, const Vitals &vitals)
{
    if (order != "stop" && order != "start")
        return notFound(vitals);
    Situation changed = m_situation;
    changed.monitor = order == "stop" ? MonitorIs::Stopped : MonitorIs::Running;
    setSituation(changed, vitals.now);
    HttpResponse response = done(vitals, "Connection: close\r\n");
    response.close = true;
    return response;
}

} // namespace tandem::fakes
