// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "rpc/framing.h"
#include "rpc/message.h"
#include "rpc/tlsidentity.h"

#include <QDeadlineTimer>
#include <QJsonObject>
#include <QObject>
#include <QString>
#include <QTimer>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

class QIODevice;
class QLocalSocket;
class QSslError;
class QSslSocket;

namespace tandem::rpc {

/// What the other side said of itself in its first message.
struct Hello
{
    int protocol = 0;
    std::string version;
    std::string node;
    std::string cluster;      ///< may be empty
    std::string journal;      ///< stands for the agent's journal; another one: its numbers begin again. May be empty
    std::optional<Role> role; ///< ours, as the agent sees us
};

/// One connection to one agent, over TLS 1.3 with pinned certificates on both sides or over the local socket. Never
/// blocks; all signals and replies come from the event loop, never from within a call. May be connected again after
/// `disconnected`. A slot or reply that gets rid of the Client uses deleteLater().
class Client : public QObject
{
    Q_OBJECT

public:
    using Reply = std::function<void(Result<QJsonObject>)>;

    /// `ownName` is what we call ourselves in our hello: an agent its node, others "tandem" or "tandemctl".
    explicit Client(std::string ownName, QObject *parent = nullptr);
    ~Client() override;

    /// `expectedPeer`, where not empty: the pinned certificate must bear this name in peers.json and the agent must say
    /// that it is this node. An existing connection is dropped without a signal.
    void connectTo(const TlsIdentity &identity, const QString &host, std::uint16_t port,
                   const std::string &expectedPeer = {});
    /// RUN-DIR/agent.sock of this host.
    void connectToLocal(const QString &socketPath);

    /// Closes without a signal. Replies that are still due get NotReachable from the event loop.
    void close();

    /// hello was heard: requests may be sent.
    bool isReady() const { return m_phase == Phase::Ready; }
    const Hello &hello() const { return m_hello; }
    /// The pinned peer at the other end; nothing over the local socket or before hello.
    const std::optional<Peer> &peer() const { return m_peer; }

    /// `reply` is called exactly once, unless the Client is destroyed first: with the result, the agent's error,
    /// or NotReachable after `timeout` or when the connection ends.
    void request(const QString &method, const QJsonObject &params, Reply reply,
                 std::chrono::milliseconds timeout = std::chrono::seconds(5));

    /// From connectTo() to hello. Default 5 s.
    void setConnectTimeout(std::chrono::milliseconds timeout) { m_connectTimeout = timeout; }

signals:
    void ready(); ///< hello was heard
    void notification(const QString &method, const QJsonObject &params);
    void received(); ///< anything at all was heard: the link lives
    /// The connection, or the attempt at one, is over; once for each connectTo(). NotReachable: nobody answers, or the
    /// connection broke. NotAllowed: certificates, another protocol, closed before hello. BadMessage: not our protocol.
    void disconnected(const tandem::Error &error);

private:
    enum class Phase : std::uint8_t { Idle, Connecting, Greeting, Ready };

    struct Pending
    {
        Reply reply;
        QDeadlineTimer deadline;
        QString method;
    };

    QIODevice *device() const;
    void begin(const QString &place);
    void onEncrypted();
    void onSslErrors(const QList<QSslError> &errors);
    void onConnected();
    void onReadyRead();
    void onClosed(const QString &why, bool refused);
    void onTimer();
    void handleLine(const QByteArray &line);
    Error here(Error error) const; ///< with our place where it names none
    void handleHello(const QJsonObject &params);
    void handleResponse(const Response &response);
    void send(const Message &message);
    void end(const Error &error);
    void dropDevice();
    void failPending(const Error &error);
    void armTimer();

    std::string m_ownName;
    std::string m_expectedPeer;
    std::optional<TlsIdentity> m_identity;
    QString m_place; ///< host:port or the socket's path, for errors
    QSslSocket *m_tls = nullptr;
    QLocalSocket *m_local = nullptr;
    Phase m_phase = Phase::Idle;
    std::uint64_t m_generation = 0; ///< of connections: tells a late signal of an old socket
    Hello m_hello;
    std::optional<Peer> m_peer;
    LineReader m_reader;
    std::map<std::int64_t, Pending> m_pending;
    std::int64_t m_lastId = 0;
    std::chrono::milliseconds m_connectTimeout{5000};
    QDeadlineTimer m_connectDeadline{QDeadlineTimer::Forever};
    QTimer m_timer; ///< the earliest of all deadlines
};

} // namespace tandem::rpc
