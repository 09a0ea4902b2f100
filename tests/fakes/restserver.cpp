// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/restserver.h"

#include <QPointer>
#include <QSslServer>
#include <QTcpSocket>
#include <QTimer>
#include <algorithm>
#include <limits>

namespace tandem::fakes {

namespace {

constexpr int backlog = 4096;
constexpr auto input = "input";
constexpr qint64 portion = 64 * 1024; // of what is poured

QByteArray page(const QByteArray &contentType, const QByteArray &body)
{
    return "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: " + contentType +
           "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

void send(QTcpSocket &client, const HttpResponse &response)
{
    client.write(response.bytes);
    client.flush();
    if (response.close)
        client.disconnectFromHost();
}

} // namespace

RestServer::RestServer(RestApi &api, std::function<Vitals()> vitals, QObject *parent)
    : QObject(parent), m_server(std::make_unique<QTcpServer>()), m_api(api), m_vitals(std::move(vitals))
{
}

void RestServer::setTls(const QSslConfiguration &tls)
{
    auto server = std::make_unique<QSslServer>();
    server->setSslConfiguration(tls);
    m_server = std::move(server);
    m_tls = true;
}

Result<void> RestServer::listen(const QHostAddress &address, std::uint16_t port)
{
    m_server->setListenBacklogSize(backlog);
    m_server->setMaxPendingConnections(backlog);
    connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, this, &RestServer::accept);
    if (!m_server->listen(address, port))
        return Failure(bindError(*m_server, address, port));
    return {};
}

void RestServer::accept()
{
    while (QTcpSocket *client = m_server->nextPendingConnection()) {
        connect(client, &QTcpSocket::readyRead, this, [this, client] { read(*client); });
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
    }
}

void RestServer::read(QTcpSocket &client)
{
    QByteArray buffer = client.property(input).toByteArray() + client.readAll();
    while (true) {
        const ParsedRequest parsed = parseRequest(buffer);
        if (parsed.state == RequestState::Bad) {
            client.write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            client.disconnectFromHost();
            return;
        }
        if (parsed.state == RequestState::Incomplete)
            break;
        buffer.remove(0, parsed.length);
        answer(client, parsed.request);
    }
    client.setProperty(input, buffer);
}

void RestServer::answer(QTcpSocket &client, const HttpRequest &request)
{
    ++m_requests;
    if (m_answer == RestAnswer::Slow) {
        QTimer::singleShot(m_delayMs, &client,
                           [this, &client, request] { send(client, m_api.handle(request, m_vitals())); });
        return;
    }
    if (m_answer == RestAnswer::Unauthorized) {
        send(client, RestApi::accessDenied(m_vitals()));
        return;
    }
    constexpr qint64 hundredMegabytes = 100'000'000;
    constexpr qint64 withoutEnd = std::numeric_limits<qint64>::max();
    const QByteArray head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n";
    const HttpResponse response = m_api.handle(request, m_vitals());
    switch (m_answer) {
    case RestAnswer::Huge:
        return pour(client, head + "Content-Length: " + QByteArray::number(hundredMegabytes) + "\r\n\r\n{",
                    hundredMegabytes - 1);
    case RestAnswer::Endless: return pour(client, head + "\r\n{", withoutEnd);
    case RestAnswer::EndlessHead: return pour(client, head + "X-More: ", withoutEnd);
    case RestAnswer::Drip: return drip(client, response.bytes);
    default: send(client, misbehaved(response));
    }
}

/// Never more at once than what the other side takes.
void RestServer::pour(QTcpSocket &client, const QByteArray &head, qint64 octets)
{
    client.write(head);
    const auto more = [&client, left = octets]() mutable {
        if (client.bytesToWrite() > portion)
            return;
        const QByteArray some(static_cast<qsizetype>(std::min(left, portion)), ' ');
        left -= some.size();
        client.write(some);
        if (left == 0)
            client.disconnectFromHost();
    };
    connect(&client, &QTcpSocket::bytesWritten, &client, more);
}

void RestServer::drip(QTcpSocket &client, const QByteArray &octets)
{
    auto *tap = new QTimer(&client);
    connect(tap, &QTimer::timeout, &client, [&client, octets, at = qsizetype{0}]() mutable {
        client.write(octets.mid(at++, 1));
        if (at == octets.size())
            client.disconnectFromHost();
    });
    tap->start(20);
}

HttpResponse RestServer::misbehaved(HttpResponse response) const
{
    switch (m_answer) {
    case RestAnswer::Html: return {200, page("text/html", "<html><body><h1>It works!</h1></body></html>"), true};
    case RestAnswer::HalfJson: {
        const QByteArray body = response.bytes.mid(response.bytes.indexOf("\r\n\r\n") + 4);
        return {200, page("application/json", body.left(body.size() / 2)), true};
    }
    case RestAnswer::Empty: return {0, {}, true};
    case RestAnswer::WrongType: return {200, page("application/json", R"({"data": "server1", "links": 5})"), true};
    case RestAnswer::Nested: {
        constexpr qsizetype deep = 100'000;
        return {200, page("application/json", "{\"data\": " + QByteArray(deep, '[') + QByteArray(deep, ']') + "}"),
                true};
    }
    case RestAnswer::Many:
        return {200, page("application/json", "{\"data\": [" + QByteArray("[],").repeated(1'000'000) + "[]]}"), true};
    case RestAnswer::BadUtf8: {
        QByteArray body = response.bytes.mid(response.bytes.indexOf("\r\n\r\n") + 4);
        body.replace("server1", "server\xff"); // as long
        return {200, page("application/json", body), true};
    }
    case RestAnswer::Redirect:
        return {302,
                "HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n",
                true};
    default: return response;
    }
}

} // namespace tandem::fakes
