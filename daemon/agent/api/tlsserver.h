// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "rpc/tlsidentity.h"

#include <QDeadlineTimer>
#include <QSslServer>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace tandem::agent {

/// Accepts TLS clients whose certificate is pinned; all others are refused in the handshake.
class TlsServer : public QSslServer
{
    Q_OBJECT

public:
    /// `mayAccept` is asked before anything is spent on a new connection.
    TlsServer(rpc::TlsIdentity identity, std::function<bool()> mayAccept, QObject *parent = nullptr);

    Result<void> listenAt(const std::string &address, std::uint16_t port);
    void setIdentity(rpc::TlsIdentity identity);
    std::optional<rpc::Peer> peerOf(const QSslSocket &socket) const;

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void onSslErrors(QSslSocket *socket, const QList<QSslError> &errors);
    void logRefusal(const QSslSocket &socket);

    rpc::TlsIdentity m_identity;
    std::function<bool()> m_mayAccept;
    QDeadlineTimer m_nextLog{0};
    int m_unlogged = 0;
};

} // namespace tandem::agent
