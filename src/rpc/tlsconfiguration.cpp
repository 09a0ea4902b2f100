// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/tlsconfiguration.h"

namespace tandem::rpc {

QSslConfiguration tlsConfiguration(const TlsIdentity &identity)
{
    QSslConfiguration configuration;
    configuration.setProtocol(QSsl::TlsV1_3OrLater);
    configuration.setLocalCertificate(identity.certificate);
    configuration.setPrivateKey(identity.key);
    configuration.setCaCertificates({});
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    // A resumed session would skip the certificates, and with them a pin that was withdrawn meanwhile.
    configuration.setSslOption(QSsl::SslOptionDisableSessionTickets, true);
    configuration.setSslOption(QSsl::SslOptionDisableSessionSharing, true);
    configuration.setSslOption(QSsl::SslOptionDisableSessionPersistence, true);
    return configuration;
}

} // namespace tandem::rpc
