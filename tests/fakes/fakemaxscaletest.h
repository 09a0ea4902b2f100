// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fakes/fakemaxscale.h"
#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <gmock/gmock.h>

namespace tandem::fakes {

inline constexpr int deadlineMs = 5000;

template <class Condition>
bool waitFor(Condition condition)
{
    QDeadlineTimer deadline(deadlineMs);
    while (!condition() && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 20);
    return condition();
}

class FakeMaxScaleTest : public testing::Test
{
protected:
    FakeMaxScaleTest()
    {
        m_options.rest.port = 0;
        m_options.listeners = {{QHostAddress(QHostAddress::LocalHost), 0}};
        m_options.versionString = "PrimaryMaxScale";
        m_options.node = "maxscale1";
        m_options.stateDir = m_directory.path();
    }

    void start()
    {
        m_maxscale = std::make_unique<FakeMaxScale>(m_options);
        const auto started = m_maxscale->start();
        ASSERT_TRUE(started) << describe(started.error());
    }

    /// The whole answer, or as much of it as came before the server closed.
    QByteArray ask(const QByteArray &method, const QByteArray &path, const QByteArray &body = {},
                   const QByteArray &who = "admin:mariadb")
    {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_maxscale->rest().port());
        socket.write(method + ' ' + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Basic " + who.toBase64() +
                     "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        const bool closes = method == "GET";
        QByteArray answer;
        EXPECT_TRUE(waitFor([&] {
            answer += socket.readAll();
            return closes ? socket.state() == QAbstractSocket::UnconnectedState : answer.contains("\r\n\r\n");
        }));
        return answer;
    }

    QJsonValue get(const QByteArray &path)
    {
        const QByteArray answer = ask("GET", path);
        EXPECT_THAT(answer.toStdString(), testing::StartsWith("HTTP/1.1 200 OK\r\nConnection: close\r\n"));
        return QJsonDocument::fromJson(answer.mid(answer.indexOf("\r\n\r\n") + 4)).object();
    }

    static QByteArray passiveBody(const QByteArray &value)
    {
        return "{\"data\":{\"attributes\":{\"parameters\":{\"passive\":" + value + "}}}}";
    }

    bool passive() { return get("/v1/maxscale")["data"]["attributes"]["parameters"]["passive"].toBool(); }

    QByteArray firstBytes(QTcpSocket &socket)
    {
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_maxscale->listeners()[0]->port());
        EXPECT_TRUE(waitFor([&] { return socket.bytesAvailable() > 0; }));
        return socket.readAll();
    }

    QTemporaryDir m_directory;
    Options m_options;
    std::unique_ptr<FakeMaxScale> m_maxscale;
};

} // namespace tandem::fakes
