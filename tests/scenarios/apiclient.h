// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rpc/tlsidentity.h"

#include <QByteArray>
#include <QSslSocket>
#include <optional>

namespace tandem::scenarios {

/// A client of the API that does what no good client does. Waits at most ten seconds for anything.
class ApiClient
{
public:
    /// Dials 127.0.0.1:port. Without an identity it shows no certificate.
    ApiClient(std::uint16_t port, const std::optional<rpc::TlsIdentity> &identity);

    /// Until the agent's hello: true; until the agent closes: false.
    bool greeted();
    bool send(const QByteArray &bytes);
    /// The next line that holds `words`, or what else came until the agent closed the connection.
    QByteArray lineWith(const QByteArray &words);
    /// Whether the agent closes the connection.
    bool closedByAgent();
    void close() { m_socket.abort(); }

private:
    QSslSocket m_socket;
    QByteArray m_heard;
};

} // namespace tandem::scenarios
