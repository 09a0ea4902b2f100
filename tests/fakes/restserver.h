// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fakes/listener.h"
#include "tests/fakes/restapi.h"
#include <QSslConfiguration>
#include <QTcpServer>
#include <functional>
#include <memory>

class QTcpSocket;

namespace tandem::fakes {

/// How the REST port misbehaves, for tests of those who ask it.
enum class RestAnswer : std::uint8_t {
    Normal,
    Html,         ///< 200 with a page, as a proxy in between answers
    HalfJson,     ///< 200 with the first half of the body
    Empty,        ///< closes without an octet
    Unauthorized, ///< 401 for everybody
    Slow,         ///< the right answer after setDelay()
    WrongType,    ///< JSON:API whose "data" is a word
    Nested,       ///< lists within lists, 100,000 deep
    Many,         ///< a million empty lists
    BadUtf8,      ///< the right answer with an octet in it that is no UTF-8
    Redirect,     ///< 302 to another port
    Huge,         ///< the 100 MB that Content-Length promises
    Endless,      ///< a body without an end
    EndlessHead,  ///< a header without an end
    Drip,         ///< the right answer, an octet every 20 ms
};

/// Serves a RestApi on a port.
class RestServer : public QObject
{
    Q_OBJECT

public:
    /// `vitals` is asked at each request.
    RestServer(RestApi &api, std::function<Vitals()> vitals, QObject *parent = nullptr);

    /// HTTPS from the next listen() on.
    void setTls(const QSslConfiguration &tls);
    bool isTls() const { return m_tls; }
    Result<void> listen(const QHostAddress &address, std::uint16_t port);
    std::uint16_t port() const { return m_server->serverPort(); }

    void setAnswer(RestAnswer answer) { m_answer = answer; }
    void setDelay(int milliseconds) { m_delayMs = milliseconds; }
    std::int64_t requests() const { return m_requests; }

private:
    void accept();
    void read(QTcpSocket &client);
    void answer(QTcpSocket &client, const HttpRequest &request);
    HttpResponse misbehaved(HttpResponse response) const;
    static void pour(QTcpSocket &client, const QByteArray &head, qint64 octets);
    static void drip(QTcpSocket &client, const QByteArray &octets);

    std::unique_ptr<QTcpServer> m_server;
    bool m_tls = false;
    RestApi &m_api;
    std::function<Vitals()> m_vitals;
    RestAnswer m_answer = RestAnswer::Normal;
    int m_delayMs = 5000;
    std::int64_t m_requests = 0;
};

} // namespace tandem::fakes
