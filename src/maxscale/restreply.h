// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "maxscale/restclient.h"

#include <QByteArray>
#include <cstdint>
#include <string>

namespace tandem::maxscale {

/// How the transport ended.
enum class Transport : std::uint8_t {
    Fine,     ///< a whole answer, as far as HTTP can tell
    Refused,  ///< ECONNREFUSED
    TimedOut, ///< not whole in time
    Tls,      ///< the handshake failed, or nobody who is trusted signed
    Closed,   ///< the connection ended before the answer did
    NotHttp,  ///< octets came, no status line
    TooLarge, ///< refused to read more
    Failed,   ///< otherwise
};

/// What came back of one request, before it is judged.
struct RawReply
{
    int status = 0; ///< 0: no status line arrived
    QByteArray body;
    Transport transport = Transport::Fine;
    std::string errorText;       ///< the library's or the system's words
    bool headerTooLarge = false; ///< TooLarge before the body began
    qint64 announced = -1;       ///< Content-Length; -1: none
};

/// Pure: tells the faults apart. An answer without a body is fine for a write only.
RestResult judgeReply(const RawReply &reply, const std::string &place, bool write);

} // namespace tandem::maxscale
