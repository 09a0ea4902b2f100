// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/restserver.h"

#include <QPointer>
#include <QTcpSocket>
#include <QTimer>

namespace tandem::fakes {

namespace {

constexpr int backlog = 4096;
constexpr auto input = "input";

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
    : QObject(parent), m_api(api), m_vitals(std::move(vitals))
{
    m_server.setListenBacklogSize(backlog);
    m_server.setMaxPendingConnections(backlog);
    connect(&m_server, &QTcpServer::newConnection, this, &RestServer::accept);
}

Result<void> RestServer::listen(const QHostAddress &address, std::uint16_t port)
{
    if (!m_server.listen(address, port))
        return Failure(bindError(m_server, address, port));
    return {};
}

void RestServer::accept()
{
    while (QTcpSocket *client = m_server.nextPendingConnection()) {
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
    send(client, misbehaved(m_api.handle(request, m_vitals())));
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
    default: return response;
    }
}

} // namespace tandem::fakes
