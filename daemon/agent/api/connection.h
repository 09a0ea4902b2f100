// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/agent/api/caller.h"
#include "daemon/agent/api/subscription.h"
#include "rpc/framing.h"
#include "rpc/message.h"

#include <QDeadlineTimer>
#include <QJsonObject>
#include <QObject>
#include <QTimer>
#include <chrono>
#include <string>

class QIODevice;
class QLocalSocket;
class QSslSocket;

namespace tandem::agent {

class MethodTable;
class NodeView;

/// What all connections of a server share. Outlives them.
struct ApiContext
{
    NodeView &view;
    const MethodTable &methods;
    std::string node;
    std::string cluster;
    std::chrono::milliseconds helloTimeout{5000};
    std::chrono::milliseconds stallTimeout{10000};
};

/// One client: hello, requests in their order, its subscription. Bounded in both directions: nothing is read from a
/// client that does not take its answers.
class Connection : public QObject
{
    Q_OBJECT

public:
    /// Takes the socket over. It must be connected (and, with TLS, its peer be known) already.
    Connection(const ApiContext &context, QSslSocket *socket, Caller caller, QObject *parent);
    Connection(const ApiContext &context, QLocalSocket *socket, Caller caller, QObject *parent);

    const Caller &caller() const { return m_caller; }
    void drop();
    /// Takes no more requests, and closes once what is owed is sent.
    void leave();

signals:
    void finished(); ///< the socket is closed; comes once

private:
    enum class Phase : std::uint8_t { Greeting, Ready, Closing, Closed };

    void start();
    void schedulePump();
    void pump();
    bool takeLine();
    void handleLine(const QByteArray &line);
    void handleFirst(const rpc::Message &message);
    void handleRequest(const rpc::Request &request);
    void handleSlow(const rpc::Request &request, const Call &call);
    tl::expected<QJsonObject, rpc::RpcError> subscribe(const Call &call);
    QJsonObject hello() const;
    void refuse(const QJsonValue &id, const rpc::RpcError &error, std::chrono::milliseconds readOn = {});
    void send(const rpc::Message &message);
    void progress();
    qint64 unsent() const;
    bool hasRoom() const;

    const ApiContext &m_context;
    QSslSocket *m_tls = nullptr;
    QLocalSocket *m_local = nullptr;
    QIODevice *m_device = nullptr;
    Caller m_caller;
    Phase m_phase = Phase::Greeting;
    rpc::LineReader m_reader;
    Subscription m_subscription;
    std::int64_t m_receivedNs = 0;
    bool m_pumpScheduled = false;
    int m_slowRequests = 0;
    bool m_journalFails = false; ///< said once, not for each event
    QDeadlineTimer m_lingerUntil;
    QTimer m_helloTimer;
    QTimer m_stallTimer;
};

} // namespace tandem::agent
