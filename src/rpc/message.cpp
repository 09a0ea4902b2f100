// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/message.h"

#include <QJsonDocument>
#include <array>
#include <cmath>

namespace tandem::rpc {

namespace {

// Indexed by ErrorCode.
constexpr std::array<std::string_view, 8> codeNames{"usage",  "bad-file",    "not-reachable", "not-allowed",
                                                    "in-use", "bad-message", "system",        "refused"};
constexpr int firstOwnNumber = -32001;

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

RpcError badMessage(int number, std::string what, std::string fix = {})
{
    return {number, Error{ErrorCode::BadMessage, {}, std::move(what), std::move(fix)}};
}

bool isWholeNumber(const QJsonValue &value)
{
    // 2^53: beyond it a double cannot tell neighbours apart.
    return value.isDouble() && std::trunc(value.toDouble()) == value.toDouble() &&
           std::fabs(value.toDouble()) <= 9007199254740992.0;
}

bool isId(const QJsonValue &value)
{
    return value.isString() || isWholeNumber(value);
}

QJsonObject envelope()
{
    return {{"jsonrpc", "2.0"}};
}

tl::expected<Message, BadLine> responseFrom(const QJsonObject &object, const QJsonValue &id)
{
    const auto refuse = [&](const char *what) {
        return tl::unexpected(BadLine{QJsonValue::Null, badMessage(invalidRequest, what)});
    };
    const QJsonValue result = object.value("result");
    const QJsonValue error = object.value("error");
    if (result.isUndefined() == error.isUndefined())
        return refuse("a message must have a method, a result or an error");
    if (!isId(id) && !(id.isNull() && error.isObject()))
        return refuse("a response without the id of its request");
    if (result.isObject())
        return Message(Response{id, result.toObject()});
    if (error.isObject())
        return Message(Response{id, tl::unexpected(rpcErrorFromJson(error.toObject()))});
    return refuse("result and error must be objects");
}

tl::expected<Message, BadLine> requestFrom(const QJsonObject &object, const QJsonValue &id)
{
    const QJsonValue answerTo = isId(id) ? id : QJsonValue(QJsonValue::Null);
    const auto refuse = [&](int number, const char *what) {
        return tl::unexpected(BadLine{answerTo, badMessage(number, what)});
    };
    const QJsonValue method = object.value("method");
    const QJsonValue params = object.value("params");
    if (!method.isString() || method.toString().isEmpty())
        return refuse(invalidRequest, "the method must be a name");
    if (!id.isUndefined() && !isId(id))
        return refuse(invalidRequest, "the id must be a string or a whole number");
    if (!params.isUndefined() && !params.isObject())
        return refuse(invalidParams, "params must be an object");
    if (id.isUndefined())
        return Message(Notification{method.toString(), params.toObject()});
    return Message(Request{id, method.toString(), params.toObject()});
}

} // namespace

tl::expected<Message, BadLine> parseMessage(const QByteArray &line)
{
    const auto refuse = [](int number, std::string what) {
        return tl::unexpected(BadLine{QJsonValue::Null, badMessage(number, std::move(what))});
    };
    QJsonParseError parsed;
    const QJsonDocument document = QJsonDocument::fromJson(line, &parsed);
    if (parsed.error != QJsonParseError::NoError)
        return refuse(parseError,
                      "not JSON, at byte " + std::to_string(parsed.offset) + ": " + parsed.errorString().toStdString());
    if (!document.isObject())
        return refuse(invalidRequest, "a message must be one JSON object; batches are not spoken");
    const QJsonObject object = document.object();
    if (object.value("jsonrpc") != QJsonValue("2.0"))
        return refuse(invalidRequest, "not JSON-RPC 2.0: \"jsonrpc\" must be \"2.0\"");
    const QJsonValue id = object.value("id");
    return object.contains("method") ? requestFrom(object, id) : responseFrom(object, id);
}

QByteArray toLine(const Message &message)
{
    QJsonObject object = envelope();
    if (const auto *request = std::get_if<Request>(&message)) {
        object["id"] = request->id;
        object["method"] = request->method;
        object["params"] = request->params;
    } else if (const auto *notification = std::get_if<Notification>(&message)) {
        object["method"] = notification->method;
        object["params"] = notification->params;
    } else {
        const auto &response = std::get<Response>(message);
        object["id"] = response.id;
        if (response.outcome)
            object["result"] = *response.outcome;
        else
            object["error"] = toJson(response.outcome.error());
    }
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

std::string_view nameOf(ErrorCode code)
{
    return codeNames.at(static_cast<std::size_t>(code));
}

std::optional<ErrorCode> errorCodeOf(std::string_view name)
{
    for (std::size_t i = 0; i < codeNames.size(); ++i)
        if (codeNames[i] == name)
            return static_cast<ErrorCode>(i);
    return std::nullopt;
}

int errorNumberOf(ErrorCode code)
{
    return firstOwnNumber - static_cast<int>(code);
}

RpcError rpcErrorOf(Error error)
{
    return {errorNumberOf(error.code), std::move(error)};
}

QJsonObject toJson(const RpcError &error)
{
    const QJsonObject data{{"code", text(nameOf(error.error.code))},
                           {"place", text(error.error.place)},
                           {"text", text(error.error.text)},
                           {"fix", text(error.error.fix)}};
    return {{"code", error.number}, {"message", text(describe(error.error))}, {"data", data}};
}

RpcError rpcErrorFromJson(const QJsonObject &object)
{
    const int number = object.value("code").toInt();
    const QJsonObject data = object.value("data").toObject();
    const auto code = errorCodeOf(data.value("code").toString().toStdString());
    const std::string what = data.value("text").toString().toStdString();
    if (!code || what.empty()) // an error that is not from Tandem
        return badMessage(number, object.value("message").toString("an error without a message").toStdString());
    return {number, Error{*code, data.value("place").toString().toStdString(), what,
                          data.value("fix").toString().toStdString()}};
}

} // namespace tandem::rpc
