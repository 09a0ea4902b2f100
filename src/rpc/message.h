// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>
#include <optional>
#include <string_view>
#include <variant>

/// JSON-RPC 2.0 as values. Batches are not spoken (SPEC.md).
namespace tandem::rpc {

/// The protocol of SPEC.md. A peer that speaks another one is refused.
inline constexpr int protocol = 1;

// JSON-RPC 2.0, 5.1. Tandem's own codes are -32001 - ErrorCode, see errorNumberOf().
inline constexpr int parseError = -32700;
inline constexpr int invalidRequest = -32600;
inline constexpr int methodNotFound = -32601;
inline constexpr int invalidParams = -32602;

/// A tandem::Error with the number that it has in JSON-RPC.
struct RpcError
{
    int number = 0;
    Error error;

    bool operator==(const RpcError &) const = default;
};

struct Request
{
    QJsonValue id; ///< a string or a whole number, given back as it came
    QString method;
    QJsonObject params;
};

struct Notification
{
    QString method;
    QJsonObject params;
};

struct Response
{
    QJsonValue id; ///< null where the request's could not be read
    tl::expected<QJsonObject, RpcError> outcome;
};

using Message = std::variant<Request, Notification, Response>;

/// What a line is refused for, with the id of the request where there is one: enough to answer it.
struct BadLine
{
    QJsonValue id;
    RpcError error;
};

tl::expected<Message, BadLine> parseMessage(const QByteArray &line);

/// Compact JSON in UTF-8 with the line break at its end.
QByteArray toLine(const Message &message);

std::string_view nameOf(ErrorCode code); ///< "usage", "bad-file", "not-reachable", …
std::optional<ErrorCode> errorCodeOf(std::string_view name);

int errorNumberOf(ErrorCode code);
/// With the number that belongs to its code.
RpcError rpcErrorOf(Error error);

/// {"code": number, "message": one line, "data": {"code", "place", "text", "fix"}}. Without `data` (an error that is
/// not from Tandem) the text is the message.
QJsonObject toJson(const RpcError &error);
RpcError rpcErrorFromJson(const QJsonObject &object);

} // namespace tandem::rpc
