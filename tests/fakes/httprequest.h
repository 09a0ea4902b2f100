// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QUrlQuery>
#include <cstdint>
#include <optional>

namespace tandem::fakes {

/// One HTTP/1.1 request, as far as MaxScale's REST API needs it.
struct HttpRequest
{
    QByteArray method; ///< "GET"
    QString path;      ///< "/v1/maxscale", without a slash at the end
    QUrlQuery query;
    QByteArray authorization; ///< the header's value; empty where there is none
    QByteArray body;
};

enum class RequestState : std::uint8_t { Incomplete, Complete, Bad };

struct ParsedRequest
{
    RequestState state = RequestState::Incomplete;
    HttpRequest request;
    qsizetype length = 0; ///< octets of the buffer that it took
};

/// Pure. More than 16 KiB of header or 64 KiB of body are Bad.
ParsedRequest parseRequest(const QByteArray &buffer);

} // namespace tandem::fakes
