// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/listener.h"

#include "tests/fakes/greeting.h"
#include <QTcpSocket>
#include <algorithm>

namespace tandem::fakes {

namespace {

constexpr int backlog = 4096;             // a frozen MaxScale still accepts, for as long as its queue has room
constexpr qsizetype longestInput = 65536; // of one client, unanswered
constexpr auto input = "input";

/// Of a HandshakeResponse41: capabilities, longest packet, character set and 23 octets of zero come first.
QString userOf(const QByteArray &login)
{
    constexpr qsizetype before = 32;
    const QByteArray rest = login.mid(before);
    return QString::fromUtf8(rest.left(rest.indexOf('\0')));
}

} // namespace

Error bindError(const QTcpServer &server, const QHostAddress &address, std::uint16_t port)
{
    const auto place = address.toString().toStdString() + ':' + std::to_string(port);
    switch (server.serverError()) {
    case QAbstractSocket::AddressInUseError:
        return {ErrorCode::InUse, place, "the address is in use", "stop who listens there, or choose another port"};
    case QAbstractSocket::SocketAccessError:
        return {ErrorCode::NotAllowed, place, "listening there is not allowed", "choose a port above 1023"};
    default: return {ErrorCode::System, place, server.errorString().toStdString(), {}};
    }
}

Listener::Listener(QString versionString, std::shared_ptr<std::uint32_t> ids, QObject *parent)
    : QObject(parent), m_versionString(std::move(versionString)), m_ids(std::move(ids))
{
    m_server.setListenBacklogSize(backlog);
    m_server.setMaxPendingConnections(backlog);
    connect(&m_server, &QTcpServer::newConnection, this, &Listener::greet);
}

Result<void> Listener::listen(const QHostAddress &address, std::uint16_t port)
{
    if (!m_server.listen(address, port))
        return Failure(bindError(m_server, address, port));
    return {};
}

std::vector<ListenerClient> Listener::clients() const
{
    std::vector<ListenerClient> all;
    for (const auto &[socket, client] : m_clients)
        all.push_back(client);
    std::sort(all.begin(), all.end(), [](const auto &one, const auto &other) { return one.id < other.id; });
    return all;
}

void Listener::greet()
{
    while (QTcpSocket *client = m_server.nextPendingConnection()) {
        ++m_counts.accepted;
        ++m_counts.open;
        connect(client, &QTcpSocket::readyRead, this, [this, client] { read(*client); });
        connect(client, &QTcpSocket::disconnected, this, [this, client] { gone(*client); });
        client->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_clients[client] = {
            ++*m_ids, client->peerAddress().toString(), client->peerPort(), QDateTime::currentDateTimeUtc(), {}, false};
        send(*client);
        client->flush();
    }
}

void Listener::send(QTcpSocket &client)
{
    switch (m_greeting) {
    case Greeting::Normal:
        greetNormally(client);
        ++m_counts.greeted;
        break;
    case Greeting::TooManyConnections:
        client.write(errorPacket(1040, "08004", "Too many connections!"));
        client.disconnectFromHost();
        break;
    case Greeting::HostBlocked:
        client.write(errorPacket(1129, "HY000",
                                 "Host '" + client.peerAddress().toString().toLatin1() +
                                     "' is temporarily blocked due to too many authentication failures."));
        client.disconnectFromHost();
        break;
    case Greeting::Foreign: client.write("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"); break;
    case Greeting::Malformed: client.write(truncatedGreetingPacket(m_versionString)); break;
    case Greeting::Endless:
        connect(&client, &QTcpSocket::bytesWritten, &client, [&client] {
            if (client.bytesToWrite() < longestInput)
                client.write(QByteArray(longestInput, 'x'));
        });
        client.write("xxxx");
        break;
    case Greeting::OtherError:
        client.write(errorPacket(1226, "42000", "User has exceeded a resource"));
        client.disconnectFromHost();
        break;
    case Greeting::Silent: break;
    }
}

void Listener::greetNormally(QTcpSocket &client)
{
    const QByteArray salt = randomSalt();
    if (m_login)
        m_logins.emplace(&client, MysqlLogin(*m_login, salt));
    client.write(greetingPacket(m_versionString, m_clients[&client].id, salt));
}

void Listener::read(QTcpSocket &client)
{
    QByteArray buffer = client.property(input).toByteArray() + client.readAll();
    if (buffer.size() > longestInput) {
        client.disconnectFromHost();
        return;
    }
    const auto login = m_logins.find(&client);
    while (auto packet = takePacket(buffer)) {
        if (login != m_logins.end())
            answerLogin(client, login->second, *packet);
        else
            answer(client, *packet);
        if (client.state() != QAbstractSocket::ConnectedState)
            return; // and all that was known of it is gone
    }
    client.setProperty(input, buffer);
}

void Listener::answer(QTcpSocket &client, const Packet &packet)
{
    if (packet.payload.size() == 1 && static_cast<std::uint8_t>(packet.payload[0]) == commandQuit) {
        client.disconnectFromHost();
        return;
    }
    if (m_clients[&client].loggedIn)
        ++m_counts.commands;
    else
        countLogin(client, userOf(packet.payload));
    client.write(okPacket(static_cast<std::uint8_t>(packet.sequence + 1)));
    client.flush();
}

void Listener::answerLogin(QTcpSocket &client, MysqlLogin &login, const Packet &packet)
{
    if (login.isLoggedIn())
        ++m_counts.commands;
    const auto [octets, close] = login.answer(packet);
    if (login.isLoggedIn() && !m_clients[&client].loggedIn)
        countLogin(client, QString::fromUtf8(m_login->name));
    client.write(octets);
    client.flush();
    if (close)
        client.disconnectFromHost();
}

void Listener::countLogin(QTcpSocket &client, const QString &user)
{
    m_clients[&client].loggedIn = true;
    m_clients[&client].user = user;
    ++m_counts.sessions;
    ++m_counts.totalSessions;
    m_counts.mostSessions = std::max(m_counts.mostSessions, m_counts.sessions);
}

void Listener::gone(QTcpSocket &client)
{
    --m_counts.open;
    m_logins.erase(&client);
    ++m_counts.hangups;
    if (m_clients[&client].loggedIn)
        --m_counts.sessions;
    m_clients.erase(&client);
    client.deleteLater();
}

} // namespace tandem::fakes
