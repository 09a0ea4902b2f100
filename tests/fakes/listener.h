// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "tests/fakes/mysqllogin.h"
#include <QHostAddress>
#include <QTcpServer>
#include <cstdint>
#include <map>
#include <optional>

class QTcpSocket;

namespace tandem::fakes {

enum class Greeting : std::uint8_t {
    Normal,
    TooManyConnections, ///< ERR 1040
    HostBlocked,        ///< ERR 1129
    Foreign,            ///< the banner of another protocol
    Malformed,          ///< a packet that ends within its greeting
    Endless,            ///< a flood that is no packet
    OtherError,         ///< ERR 1226, which MaxScale sends to nobody
    Silent,             ///< accepts and says nothing, as a stopped listener does
};

/// What a listener has seen since it started. Clients that never log in count as greeted only, as in MaxScale.
struct ListenerCounts
{
    qint64 accepted = 0;
    qint64 greeted = 0;
    qint64 open = 0; ///< connections now, logged in or not
    qint64 hangups = 0;
    qint64 sessions = 0; ///< logged in now
    qint64 mostSessions = 0;
    qint64 totalSessions = 0;
    qint64 commands = 0;
};

/// A listener of MaxScale: greets, takes any login for good, answers each command with OK; with setLogin() only that
/// user, and SELECT 1 has a result.
class Listener : public QObject
{
    Q_OBJECT

public:
    explicit Listener(QString versionString, QObject *parent = nullptr);

    /// InUse or NotAllowed with the address as its place. Port 0: any free one.
    Result<void> listen(const QHostAddress &address, std::uint16_t port);

    std::uint16_t port() const { return m_server.serverPort(); }
    QHostAddress address() const { return m_server.serverAddress(); }
    const ListenerCounts &counts() const { return m_counts; }
    void setGreeting(Greeting greeting) { m_greeting = greeting; }
    void setLogin(const LoginUser &user) { m_login = user; }

private:
    void greet();
    void greetNormally(QTcpSocket &client);
    void read(QTcpSocket &client);
    void answer(QTcpSocket &client, std::uint8_t sequence, bool quit);
    void answerLogin(QTcpSocket &client, MysqlLogin &login, const Packet &packet);
    void countLogin(QTcpSocket &client);
    void gone(QTcpSocket &client);

    QTcpServer m_server;
    QString m_versionString;
    Greeting m_greeting = Greeting::Normal;
    std::optional<LoginUser> m_login;
    std::map<QTcpSocket *, MysqlLogin> m_logins; ///< of the clients, where m_login is
    ListenerCounts m_counts;
    std::uint32_t m_nextThreadId = 1;
};

/// The same words for every socket that cannot be bound.
Error bindError(const QTcpServer &server, const QHostAddress &address, std::uint16_t port);

} // namespace tandem::fakes
