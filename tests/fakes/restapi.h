// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fakes/answers.h"
#include "tests/fakes/httprequest.h"
#include "tests/fakes/savedmode.h"
#include "tests/fakes/users.h"
#include <QByteArray>
#include <cstdint>

namespace tandem::fakes {

/// An HTTP answer, ready to be sent.
struct HttpResponse
{
    int status = 200;
    QByteArray bytes;   ///< status line, headers, body
    bool close = false; ///< the server closes after it
};

/// What MaxScale's REST API says: reads of everything in Answers, and PATCH /v1/maxscale of `passive`. No sockets.
class RestApi
{
public:
    RestApi(Users users, SavedMode saved, bool passiveAtStart);

    HttpResponse handle(const HttpRequest &request, const Vitals &vitals);
    bool passive() const { return m_passive; }

    /// For a server that is told to refuse everybody.
    static HttpResponse accessDenied(const Vitals &vitals);

private:
    HttpResponse get(const HttpRequest &request, const Vitals &vitals) const;
    HttpResponse patch(const HttpRequest &request, const Vitals &vitals);

    Answers m_answers;
    Users m_users;
    SavedMode m_saved;
    bool m_passive;
};

} // namespace tandem::fakes
