// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fakes/listener.h"
#include "tests/fakes/situation.h"
#include <QDateTime>
#include <QJsonObject>
#include <QMap>
#include <QString>
#include <cstdint>
#include <optional>
#include <vector>

namespace tandem::fakes {

/// What of a MaxScale's answers is alive. Everything else is as MaxScale 24.02.4 once answered (answers/*.json).
struct Vitals
{
    QString node;
    QString versionString;
    QDateTime startedAt; ///< UTC
    QDateTime now;       ///< UTC
    bool passive = false;
    Situation situation;
    qint64 ticks = 0; ///< of the monitor
    std::uint16_t restPort = 8989;
    bool tls = false; ///< REST is HTTPS
    struct Port
    {
        QString address;
        std::uint16_t port = 0;
        ListenerCounts counts;
        std::vector<ListenerClient> clients;
        bool stopped = false;
    };
    std::vector<Port> listeners;
};

/// "Sun, 22 Nov 2026 18:09:10 GMT"
QString httpDate(const QDateTime &time);

/// The bodies of GET answers.
class Answers
{
public:
    Answers();

    enum class Kind : std::uint8_t { Found, NoSuchResource, NoSuchObject };
    struct Answer
    {
        Kind kind = Kind::NoSuchResource;
        QJsonObject body; ///< the "errors" object where there is no such object
    };
    /// `path` as in HttpRequest.
    Answer answer(const QString &path, const Vitals &vitals) const;

private:
    QJsonObject filledIn(const QString &name, const Vitals &vitals) const;

    QMap<QString, QJsonObject> m_templates; ///< by "maxscale", "servers", …
};

} // namespace tandem::fakes
