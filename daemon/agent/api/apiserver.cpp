// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/api/apiserver.h"

#include "base/log.h"
#include "daemon/agent/api/connection.h"
#include "daemon/agent/api/localpeer.h"
#include "daemon/agent/api/localserver.h"
#include "daemon/agent/api/methodtable.h"
#include "daemon/agent/api/nodeview.h"
#include "daemon/agent/api/tlsserver.h"

#include <QCryptographicHash>
#include <QLocalSocket>
#include <QSslCertificate>
#include <QSslSocket>
#include <QTimer>
#include <algorithm>
#include <unistd.h>
#include <vector>

namespace tandem::agent {

namespace {

constexpr std::size_t mostConnections = 64;
constexpr std::ptrdiff_t mostStrangers = 4;
constexpr std::chrono::minutes strangersStay{1};

} // namespace

class ApiServer::Private
{
public:
    Private(ApiServer &server, NodeView &view, rpc::TlsIdentity identity, std::string node)
        : q(server), context{view, methods, std::move(node)},
          tls(
              std::move(identity), [this] { return hasPlace(); }, [this] { return hasPlaceForStranger(); })
    {
        addReadMethods(methods, view);
        addActionMethods(methods, view);
        addFactMethods(methods, view);
        addFileMethods(methods, view);
        addPairMethods(methods, view);
        QObject::connect(&tls, &QTcpServer::pendingConnectionAvailable, &q, [this] { takeTls(); });
        QObject::connect(&local, &QLocalServer::newConnection, &q, [this] { takeLocal(); });
    }

    bool hasPlace() const { return connections.size() < mostConnections; }
    bool hasPlaceForStranger() const
    {
        return context.view.admitsStrangers() &&
               std::ranges::count(connections, rpc::Role::Stranger,
                                  [](const Connection *each) { return each->caller().role; }) < mostStrangers;
    }

    void takeTls()
    {
        while (auto *socket = qobject_cast<QSslSocket *>(tls.nextPendingConnection())) {
            // Checked in the handshake already, but the pins may have changed since.
            const auto peer = tls.peerOf(*socket);
            const std::string fingerprint =
                socket->peerCertificate().digest(QCryptographicHash::Sha256).toHex().toStdString();
            if (peer && socket->isEncrypted() && hasPlace())
                keep(new Connection(context, socket, {peer->name, peer->role, fingerprint}, &q));
            else if (!peer && socket->isEncrypted() && !socket->peerCertificate().isNull() && hasPlaceForStranger())
                keepForAWhile(new Connection(context, socket, {"stranger", rpc::Role::Stranger, fingerprint}, &q));
            else
                discard(socket);
        }
    }

    void takeLocal()
    {
        while (QLocalSocket *socket = local.nextPendingConnection()) {
            const auto peer = localPeerOf(static_cast<int>(socket->socketDescriptor()));
            const auto caller =
                peer ? callerOf(*peer, ::getuid(), tandemGroup()) : Result<Caller>(Failure(peer.error()));
            if (caller && hasPlace()) {
                keep(new Connection(context, socket, *caller, &q));
                continue;
            }
            if (!caller)
                logTo(Severity::Notice, "refused a local client: " + describe(caller.error()));
            discard(socket);
        }
    }

    template <class Socket>
    static void discard(Socket *socket)
    {
        socket->abort();
        socket->deleteLater();
    }

    /// Long enough for a pairing.
    void keepForAWhile(Connection *connection)
    {
        keep(connection);
        QTimer::singleShot(strangersStay, connection, &Connection::drop);
    }

    void keep(Connection *connection)
    {
        connections.push_back(connection);
        QObject::connect(connection, &Connection::finished, &q, [this, connection] {
            std::erase(connections, connection);
            connection->deleteLater();
        });
    }

    ApiServer &q;
    MethodTable methods;
    ApiContext context;
    TlsServer tls;
    LocalServer local;
    std::vector<Connection *> connections; ///< children of q
};

ApiServer::ApiServer(NodeView &view, rpc::TlsIdentity identity, std::string node, QObject *parent)
    : QObject(parent), m_private(std::make_unique<Private>(*this, view, std::move(identity), std::move(node)))
{
}

ApiServer::~ApiServer()
{
    close();
    // They refer to what m_private owns.
    qDeleteAll(findChildren<Connection *>(QString(), Qt::FindDirectChildrenOnly));
}

Result<void> ApiServer::listen(const std::string &address, std::uint16_t port)
{
    return m_private->tls.listenAt(address, port);
}

std::uint16_t ApiServer::port() const
{
    return m_private->tls.serverPort();
}

Result<void> ApiServer::listenLocal(const std::string &socketPath)
{
    return m_private->local.listenAt(socketPath);
}

void ApiServer::setIdentity(rpc::TlsIdentity identity)
{
    const auto connections = m_private->connections; // drop() changes the list
    for (Connection *connection : connections) {
        const auto &caller = connection->caller();
        const auto pinned = std::ranges::find(identity.peers, caller.fingerprint, &rpc::Peer::sha256);
        if (caller.fingerprint.empty() || caller.role == rpc::Role::Stranger)
            continue; // of this host; one that leaves by itself, with its answer
        if (pinned == identity.peers.end())
            connection->drop();
        else if (pinned->role != caller.role)
            connection->leave(); // it comes again with its new role
    }
    m_private->tls.setIdentity(std::move(identity));
}

void ApiServer::close()
{
    m_private->tls.close();
    m_private->local.close();
    const auto connections = m_private->connections;
    for (Connection *connection : connections)
        connection->drop();
}

void ApiServer::setCluster(std::string name)
{
    m_private->context.cluster = std::move(name);
}

void ApiServer::setStallTimeout(std::chrono::milliseconds timeout)
{
    m_private->context.stallTimeout = timeout;
}

void ApiServer::setHelloTimeout(std::chrono::milliseconds timeout)
{
    m_private->context.helloTimeout = timeout;
}

int ApiServer::connectionCount() const
{
    return static_cast<int>(m_private->connections.size());
}

} // namespace tandem::agent
