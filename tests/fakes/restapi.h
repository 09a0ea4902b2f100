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

/// What MaxScale's REST API says: reads of everything in Answers, PATCH /v1/maxscale of `passive`, PATCH of a monitor's
/// `auto_failover` and locks, PUT of its stop and start, POST of a user. With config_sync a write of `passive` raises
/// its version, unless it says sync=false; other MaxScales do not hear of it. No sockets.
class RestApi
{
public:
    RestApi(Users users, SavedMode saved, bool passiveAtStart);

    HttpResponse handle(const HttpRequest &request, const Vitals &vitals);
    bool passive() const { return m_passive; }
    const Situation &situation() const { return m_situation; }
    void setSituation(const Situation &situation, const QDateTime &now);
    qint64 ticks(const QDateTime &now) const { return m_ticks.at(now); }

    /// For a server that is told to refuse everybody.
    static HttpResponse accessDenied(const Vitals &vitals);

private:
    HttpResponse get(const HttpRequest &request, const Vitals &vitals) const;
    HttpResponse write(const HttpRequest &request, const Vitals &vitals);
    HttpResponse patchMaxScale(const HttpRequest &request, const QJsonObject &parameters, const Vitals &vitals);
    HttpResponse patchMonitor(const QJsonObject &parameters, const Vitals &vitals);
    HttpResponse addUser(const QJsonObject &data, const Vitals &vitals);
    HttpResponse steerMonitor(const QString &order, const Vitals &vitals);
    QString shareChange(const QString &node);

    Answers m_answers;
    Users m_users;
    SavedMode m_saved;
    bool m_passive;
    Situation m_situation;
    MonitorTicks m_ticks;
};

} // namespace tandem::fakes
