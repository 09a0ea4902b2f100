// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/api/tlsserver.h"

#include "base/log.h"
#include "rpc/tlsconfiguration.h"

#include <QCryptographicHash>
#include <QHostAddress>
#include <QSslCertificate>
#include <QSslError>
#include <QSslSocket>
#include <unistd.h>
#include <utility>

namespace tandem::agent {

namespace {

constexpr int mostHandshakes = 32;
constexpr int handshakeMs = 5000;
constexpr int logEveryMs = 1000; // whoever knocks must not fill the disk

} // namespace

TlsServer::TlsServer(rpc::TlsIdentity identity, std::function<bool()> mayAccept, std::function<bool()> admitsStrangers,
                     QObject *parent)
    : QSslServer(parent), m_mayAccept(std::move(mayAccept)), m_admitsStrangers(std::move(admitsStrangers))
{
    setIdentity(std::move(identity));
    setHandshakeTimeout(handshakeMs);
    setMaxPendingConnections(2 * mostHandshakes); // QSslServer counts handshakes, and accepts nobody beyond
    connect(this, &QSslServer::sslErrors, this, &TlsServer::onSslErrors);
}

void TlsServer::setIdentity(rpc::TlsIdentity identity)
{
    m_identity = std::move(identity);
    setSslConfiguration(rpc::tlsConfiguration(m_identity));
}

Result<void> TlsServer::listenAt(const std::string &address, std::uint16_t port)
{
    const std::string place = address + ":" + std::to_string(port);
    const QHostAddress host(QString::fromStdString(address));
    if (host.isNull())
        return fail(ErrorCode::Usage, place, "is no address to listen on");
    if (listen(host, port))
        return {};
    switch (serverError()) {
    case QAbstractSocket::AddressInUseError:
        return fail(ErrorCode::InUse, place, "is in use by another program",
                    "stop it, or choose another port in helper.listen");
    case QAbstractSocket::SocketAccessError:
        return fail(ErrorCode::NotAllowed, place, "may not be listened on",
                    "choose a port above 1023 in helper.listen");
    case QAbstractSocket::SocketAddressNotAvailableError:
        return fail(ErrorCode::NotReachable, place, "is no address of this host", "change helper.listen");
    default: return fail(ErrorCode::System, place, errorString().toStdString());
    }
}

std::optional<rpc::Peer> TlsServer::peerOf(const QSslSocket &socket) const
{
    return m_identity.peerOf(socket.peerCertificate());
}

void TlsServer::incomingConnection(qintptr descriptor)
{
    if (!m_mayAccept()) {
        ::close(static_cast<int>(descriptor));
        return;
    }
    // Strangers who connect and say nothing must not keep others out: the oldest of too many makes room. A handshake
    // takes milliseconds, so one that is meant has long succeeded.
    auto handshakes = findChildren<QSslSocket *>(QString(), Qt::FindDirectChildrenOnly);
    handshakes.removeIf([](const QSslSocket *socket) { return socket->isEncrypted(); });
    if (handshakes.size() >= mostHandshakes)
        delete handshakes.first();
    QSslServer::incomingConnection(descriptor);
}

void TlsServer::onSslErrors(QSslSocket *socket, const QList<QSslError> &errors)
{
    // A blanket ignoreSslErrors() would let clients in that show no certificate at all.
    const bool isAdmitted = m_admitsStrangers && !socket->peerCertificate().isNull() && m_admitsStrangers();
    if (peerOf(*socket) || isAdmitted)
        socket->ignoreSslErrors(errors);
    else
        logRefusal(*socket);
}

void TlsServer::logRefusal(const QSslSocket &socket)
{
    if (!m_nextLog.hasExpired()) {
        ++m_unlogged;
        return;
    }
    m_nextLog.setRemainingTime(logEveryMs);
    const QSslCertificate certificate = socket.peerCertificate();
    std::string text = "refused " + socket.peerAddress().toString().toStdString() + ": ";
    if (certificate.isNull())
        text += "it shows no certificate";
    else
        text += "its certificate is not in peers.json (sha256 " +
                certificate.digest(QCryptographicHash::Sha256).toHex().toStdString() + ")";
    if (m_unlogged > 0)
        text += ", and " + std::to_string(std::exchange(m_unlogged, 0)) + " others since";
    logTo(Severity::Notice, text);
}

} // namespace tandem::agent
