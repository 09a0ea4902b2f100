// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/restapi.h"

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
    return writes ? patch(request, vitals) : get(request, vitals);
}

HttpResponse RestApi::get(const HttpRequest &request, const Vitals &vitals) const
{
    const Answers::Answer answer = m_answers.answer(request.path, vitals);
    const bool isRoot = request.path == "/v1";
    QByteArray body;
    if (answer.kind != Answers::Kind::NoSuchResource)
        body = json(answer.body, request.query.queryItemValue("pretty") != "false");
    body.replace("127.0.0.1:8989", "127.0.0.1:" + QByteArray::number(vitals.restPort));

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

HttpResponse RestApi::patch(const HttpRequest &request, const Vitals &vitals)
{
    if (request.method != "PATCH" || request.path != "/v1/maxscale")
        return {404, statusLine(404) + commonHeaders(vitals) + withBody({})};

    QJsonParseError error;
    const QJsonObject body = QJsonDocument::fromJson(request.body, &error).object();
    if (error.error != QJsonParseError::NoError)
        return badRequest("Invalid JSON in request: " + error.errorString(), vitals);
    const QJsonObject parameters = body["data"]["attributes"]["parameters"].toObject();
    for (const QString &name : parameters.keys()) {
        if (name != "passive")
            return badRequest(QString("maxscale: The parameter '%1' is unrecognized.").arg(name), vitals);
        if (!parameters[name].isBool())
            return badRequest(
                QString("passive: Expected a json boolean, but got a json %1.").arg(typeName(parameters[name])),
                vitals);
    }
    QByteArray warning;
    if (parameters.contains("passive")) {
        if (!m_saved.load())
            warning = "Mxs-Warning: Saving runtime modifications to 'maxscale' in '" + m_saved.path().toUtf8() +
                      "'. The modified values will override the values found in the static configuration files.\r\n";
        if (const auto saved = m_saved.save(parameters["passive"].toBool()); !saved)
            return badRequest(QString::fromStdString(describe(saved.error())), vitals);
        m_passive = parameters["passive"].toBool();
    }
    return {204, statusLine(204) + warning + commonHeaders(vitals) + "\r\n"};
}

} // namespace tandem::fakes
