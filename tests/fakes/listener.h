// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "tests/fakes/mysqllogin.h"
#include <QDateTime>
#include <QHostAddress>
#include <QTcpServer>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

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

/// A client that is connected, logged in or not.
struct ListenerClient
{
    std::uint32_t id = 0; ///< its session's
    QString address;
    std::uint16_t port = 0;
    QDateTime since; ///< UTC
    QString user;
    bool loggedIn = false;
};

/// A listener of MaxScale: greets, takes any login for good, answers each command with OK; with setLogin() only that
/// user, and SELECT 1 has a result.
class Listener : public QObject
{
    Q_OBJECT

public:
    /// `ids` counts the sessions of all listeners of one MaxScale.
    Listener(QString versionString, std::shared_ptr<std::uint32_t> ids, QObject *parent = nullptr);

    /// InUse or NotAllowed with the address as its place. Port 0: any free one.
    Result<void> listen(const QHostAddress &address, std::uint16_t port);

    std::uint16_t port() const { return m_server.serverPort(); }
    QHostAddress address() const { return m_server.serverAddress(); }
    const ListenerCounts &counts() const { return m_counts; }
    std::vector<ListenerClient> clients() const;
    bool isStopped() const { return m_greeting == Greeting::Silent; }
    void setGreeting(Greeting greeting) { m_greeting = greeting; }
    void setLogin(const LoginUser &user) { m_login = user; }

private:
    void greet();
    void greetNormally(QTcpSocket &client);
    void send(QTcpSocket &client);
    void read(QTcpSocket &client);
    void answer(QTcpSocket &client, const Packet &packet);
    void answerLogin(QTcpSocket &client, MysqlLogin &login, const Packet &packet);
    void countLogin(QTcpSocket &client, const QString &user);
    void gone(QTcpSocket &client);

    QString m_versionString;
    Greeting m_greeting = Greeting::Normal;
    std::optional<LoginUser> m_login;
    std::map<QTcpSocket *, MysqlLogin> m_logins; ///< of the clients, where m_login is
    ListenerCounts m_counts;
    std::shared_ptr<std::uint32_t> m_ids;
    std::map<QTcpSocket *, ListenerClient> m_clients;
    QTcpServer m_server; ///< goes first: with it its clients, who are counted to the last
};

/// The same words for every socket that cannot be bound.
Error bindError(const QTcpServer &server, const QHostAddress &address, std::uint16_t port);

} // namespace tandem::fakes
