// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/maxscale/fakeserver.h"
#include "tests/maxscale/fixtures.h"

#include <QByteArrayList>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <functional>

namespace tandem::test {

/// REST and one listener of a MaxScale in this process, from recorded answers, for tests that script every
/// misbehaviour.
class FakeMaxScale
{
public:
    bool passive = false;
    QString startedAt = "Sun, 22 Nov 2026 18:09:10 GMT";
    QString servers = "normal__servers.http";
    QString monitorState = "Idle";
    QString monitorAnswer; ///< not empty: a recorded answer instead
    QString locks = "none";
    bool lockHolder = false;
    bool configSync = false;
    qint64 failedLogins = 0;
    QString listenAddress = "0.0.0.0";
    QByteArray restAnswer;      ///< not empty: the answer to everything
    QByteArray writeAnswer;     ///< not empty: the answer to each PATCH, which changes nothing
    bool swallowWrites = false; ///< a PATCH is done, but not answered
    bool restSilent = false;
    bool greets = true;
    QByteArray greetingPacket = greeting("PrimaryMaxScale");
    QByteArrayList requests; ///< "GET /v1/servers?pretty=false", …

    FakeServer rest;
    FakeServer listener;

    FakeMaxScale()
    {
        listener.onConnect = [this](FakeServer &server, std::size_t i) {
            if (greets)
                server.send(i, greetingPacket);
        };
        rest.onData = [this](FakeServer &server, std::size_t i) { handle(server, i); };
    }

    void kill()
    {
        rest.kill();
        listener.kill();
    }
    void restart()
    {
        rest.restart();
        listener.restart();
    }
    void freeze(bool frozen)
    {
        rest.freeze(frozen);
        listener.freeze(frozen);
    }
    qsizetype countOf(const QByteArray &beginning) const
    {
        qsizetype n = 0;
        for (const QByteArray &request : requests)
            n += request.startsWith(beginning) ? 1 : 0;
        return n;
    }

private:
    void handle(FakeServer &server, std::size_t i)
    {
        const QByteArray &received = server.connection(i).received;
        const qsizetype end = received.indexOf("\r\n\r\n");
        if (end < 0 || restSilent)
            return;
        const QByteArray line = received.left(received.indexOf(" HTTP/"));
        const QByteArray body = received.mid(end + 4);
        if (line.startsWith("PATCH") && body.isEmpty())
            return;
        requests += line;
        if (const QByteArray answer = answerTo(line, body); !answer.isEmpty()) {
            server.send(i, answer);
            server.close(i);
        }
    }

    QByteArray answerTo(const QByteArray &line, const QByteArray &body)
    {
        if (!restAnswer.isEmpty())
            return restAnswer;
        if (line.startsWith("PATCH")) {
            if (!writeAnswer.isEmpty())
                return writeAnswer;
            passive = QJsonDocument::fromJson(body)["data"]["attributes"]["parameters"]["passive"].toBool();
            return swallowWrites ? QByteArray() : QByteArray("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        }
        if (line.contains("/v1/servers"))
            return recordedAnswer(servers);
        if (line.contains("/v1/monitors"))
            return monitorAnswer.isEmpty() ? json(monitors()) : recordedAnswer(monitorAnswer);
        if (line.contains("/v1/filters"))
            return json({{"data", QJsonArray()}});
        if (line.contains("/v1/services"))
            return json(services());
        return json(info());
    }

    static QByteArray json(const QJsonObject &object) { return httpAnswer("200 OK", QJsonDocument(object).toJson()); }

    QJsonObject info() const
    {
        const QJsonObject sync{{"version", 3}, {"checksum", "aa"}, {"status", "OK"}};
        return {{"data", QJsonObject{{"attributes",
                                      QJsonObject{{"parameters", QJsonObject{{"passive", passive}}},
                                                  {"version", "24.02.4"},
                                                  {"started_at", startedAt},
                                                  {"config_sync", configSync ? QJsonValue(sync) : QJsonValue()}}}}}};
    }
    QJsonObject monitors() const
    {
        const bool uses = locks != "none";
        const QJsonObject diagnostics{{"state", monitorState},
                                      {"primary", uses ? QJsonValue(lockHolder) : QJsonValue()}};
        const QJsonObject parameters{{"cooperative_monitoring_locks", locks}, {"auto_failover", true}};
        const QJsonObject attributes{{"state", "Running"},
                                     {"ticks", 1},
                                     {"parameters", parameters},
                                     {"monitor_diagnostics", diagnostics}};
        return {{"data", QJsonArray{QJsonObject{{"id", "Monitor1"}, {"attributes", attributes}}}}};
    }
    QJsonObject services() const
    {
        const QJsonObject parameters{{"address", listenAddress}, {"port", listener.port()}};
        const QJsonObject one{{"id", "L"},
                              {"attributes", QJsonObject{{"parameters", parameters}, {"state", "Running"}}}};
        const QJsonObject attributes{{"statistics", QJsonObject{{"connections", 3}, {"failed_auths", failedLogins}}},
                                     {"parameters", QJsonObject{{"max_connections", 0}}},
                                     {"listeners", QJsonArray{one}}};
        return {{"data", QJsonArray{QJsonObject{{"id", "RWS"}, {"attributes", attributes}}}}};
    }
};

} // namespace tandem::test
