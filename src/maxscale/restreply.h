// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "maxscale/restclient.h"

#include <QByteArray>
#include <QNetworkReply>
#include <string>

namespace tandem::maxscale {

/// What came back of one request, before it is judged.
struct RawReply
{
    int status = 0; ///< 0: no status line arrived
    QByteArray body;
    QNetworkReply::NetworkError error = QNetworkReply::NoError;
    QString errorText;
    bool timedOut = false;
    bool tooLarge = false;
    qint64 announced = -1; ///< Content-Length; -1: none
};

/// Pure: tells the faults apart. An answer without a body is fine for a write only.
RestResult judgeReply(const RawReply &reply, const std::string &place, bool write);

} // namespace tandem::maxscale
