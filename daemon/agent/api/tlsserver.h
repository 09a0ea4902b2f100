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

/// Accepts TLS clients whose certificate is pinned; all others are refused in the handshake, unless one is being
/// paired.
class TlsServer : public QSslServer
{
    Q_OBJECT

public:
    /// `mayAccept` is asked before anything is spent on a new connection.
    /// `admitsStrangers`: whether a certificate that nobody knows is let in just now; without it never. None at all
    /// never is.
    TlsServer(rpc::TlsIdentity identity, std::function<bool()> mayAccept, std::function<bool()> admitsStrangers = {},
              QObject *parent = nullptr);

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
    std::function<bool()> m_admitsStrangers;
    QDeadlineTimer m_nextLog{0};
    int m_unlogged = 0;
};

} // namespace tandem::agent
