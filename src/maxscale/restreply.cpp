// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/restreply.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonParseError>

namespace tandem::maxscale {

namespace {

tl::unexpected<RestError> fault(RestFault kind, ErrorCode code, const std::string &place, std::string text,
                                std::string fix = {})
{
    return tl::unexpected(RestError{kind, Error{code, place, std::move(text), std::move(fix)}});
}

bool hasTooManyContainers(const QByteArray &body)
{
    return body.count('[') + body.count('{') > mostContainers;
}

/// "errors": [{"detail": "…"}], as MaxScale words a refusal.
std::string detailOf(const QByteArray &body)
{
    if (hasTooManyContainers(body))
        return {};
    const QJsonArray errors = QJsonDocument::fromJson(body).object().value(QLatin1String("errors")).toArray();
    const QString detail =
        errors.isEmpty() ? QString() : errors.first().toObject().value(QLatin1String("detail")).toString();
    return detail.left(300).toStdString();
}

RestResult judgeStatus(const RawReply &reply, const std::string &place)
{
    if (reply.status == 401)
        return fault(RestFault::Unauthorized, ErrorCode::NotAllowed, place, "401: MaxScale does not let this user in",
                     "check user and password; a user of the basic role may read but not write");
    if (reply.status == 403)
        return fault(RestFault::Forbidden, ErrorCode::NotAllowed, place, "403: MaxScale refuses this host or user",
                     "check admin_readonly_hosts and admin_readwrite_hosts");
    if (reply.status < 400)
        return fault(RestFault::Rejected, ErrorCode::BadMessage, place,
                     "answered " + std::to_string(reply.status) + ", a redirection, which is not followed",
                     "url must be MaxScale's REST API itself");
    std::string text = "answered " + std::to_string(reply.status);
    if (const std::string detail = detailOf(reply.body); !detail.empty())
        text += ": " + detail;
    return fault(RestFault::Rejected, ErrorCode::BadMessage, place, std::move(text));
}

/// The transport failed, with or without a part of an answer.
RestResult judgeTransport(const RawReply &reply, const std::string &place)
{
    switch (reply.transport) {
    case Transport::Refused: return fault(RestFault::Refused, ErrorCode::NotReachable, place, "connection refused");
    case Transport::Tls:
        return fault(RestFault::Tls, ErrorCode::NotAllowed, place, "TLS: " + reply.errorText, "check url and ca_file");
    case Transport::Closed:
        if (reply.status == 0 && reply.body.isEmpty())
            return fault(RestFault::Empty, ErrorCode::BadMessage, place, "closed the connection without an HTTP answer",
                         "a TLS port asked by http does so: check url");
        return fault(RestFault::HalfJson, ErrorCode::BadMessage, place,
                     "the answer ended after " + std::to_string(reply.body.size()) + " octets" +
                         (reply.announced >= 0 ? " of " + std::to_string(reply.announced) : std::string()));
    case Transport::NotHttp:
        return fault(RestFault::NotJson, ErrorCode::BadMessage, place, "the answer is not HTTP",
                     "a TLS port asked by http, or another service: check url");
    default: return fault(RestFault::Unreachable, ErrorCode::NotReachable, place, reply.errorText);
    }
}

RestResult judgeBadJson(const QByteArray &body, const QJsonParseError &parsed, const std::string &place)
{
    using Parse = QJsonParseError;
    const auto notJson = [&](const char *text, std::string fix = {}) {
        return fault(RestFault::NotJson, ErrorCode::BadMessage, place, text, std::move(fix));
    };
    if (body.startsWith('<'))
        return notJson("answers HTML instead of JSON", "url must be MaxScale's REST API");
    if (parsed.error == Parse::DeepNesting)
        return notJson("the JSON is nested too deeply");
    if (parsed.error == Parse::IllegalUTF8String)
        return notJson("the JSON is not valid UTF-8");
    const bool endsEarly = parsed.error != Parse::NoError && parsed.offset >= body.size();
    if (body.startsWith('{') && (endsEarly || parsed.error == Parse::UnterminatedObject ||
                                 parsed.error == Parse::UnterminatedString || parsed.error == Parse::UnterminatedArray))
        return fault(RestFault::HalfJson, ErrorCode::BadMessage, place, "the JSON ends in its middle");
    return notJson("the answer is not a JSON object");
}

RestResult judgeBody(const RawReply &reply, const std::string &place, bool write)
{
    const QByteArray body = reply.body.trimmed();
    if (body.isEmpty()) {
        if (write)
            return RestAnswer{reply.status, {}, {}};
        return fault(RestFault::Empty, ErrorCode::BadMessage, place, "the answer has no body");
    }
    if (hasTooManyContainers(body))
        return fault(RestFault::TooLarge, ErrorCode::BadMessage, place,
                     "the answer has more than " + std::to_string(mostContainers) + " objects and lists in it");
    QJsonParseError parsed;
    const QJsonDocument document = QJsonDocument::fromJson(body, &parsed);
    if (parsed.error == QJsonParseError::NoError && document.isObject())
        return RestAnswer{reply.status, document.object(), {}};
    return judgeBadJson(body, parsed, place);
}

} // namespace

RestResult judgeReply(const RawReply &reply, const std::string &place, bool write)
{
    if (reply.transport == Transport::TooLarge)
        return fault(RestFault::TooLarge, ErrorCode::BadMessage, place,
                     reply.headerTooLarge
                         ? "the answer's header does not end"
                         : "the answer is larger than " + std::to_string(longestAnswer / 1024 / 1024) + " MiB");
    if (reply.transport == Transport::TimedOut)
        return fault(RestFault::TimedOut, ErrorCode::NotReachable, place, "timed out");
    if (reply.status >= 300) // even if only the status line came
        return judgeStatus(reply, place);
    if (reply.transport != Transport::Fine)
        return judgeTransport(reply, place);
    return judgeBody(reply, place, write);
}

} // namespace tandem::maxscale
