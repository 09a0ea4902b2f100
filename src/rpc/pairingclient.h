// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "rpc/client.h"
#include "rpc/pairing.h"
#include "rpc/tlsidentity.h"

#include <QObject>
#include <QSslCertificate>
#include <functional>
#include <memory>
#include <string>

class QSslSocket;

namespace tandem::rpc {

/// Gets to know an agent by a code that a person carried over (SPEC.md, Pairing). Looks at its certificate first, and
/// then speaks with whoever has that one, and none other.
class PairingClient : public QObject
{
    Q_OBJECT

public:
    struct Paired
    {
        Peer agent;               ///< to be pinned: its node's name, its certificate, role agent
        Role role = Role::Viewer; ///< ours there
    };
    using Done = std::function<void(Result<Paired>)>;

    PairingClient(TlsIdentity own, std::string ownName, QObject *parent = nullptr);
    ~PairingClient() override;

    /// `done` is called once. NotReachable: nobody answers; NotAllowed: no window is open there, the code is wrong or
    /// worth nothing, or the agent does not know it itself.
    void pair(const QString &host, std::uint16_t port, const PairingCode &code, Done done);

private:
    void look();
    void onEncrypted();
    void ask();
    void take(const Result<QJsonObject> &answer);
    void finish(Result<Paired> result);

    TlsIdentity m_own;
    std::string m_ownName;
    QString m_host;
    std::uint16_t m_port = 0;
    PairingCode m_code;
    Done m_done;
    std::unique_ptr<QSslSocket> m_looking;
    QTimer m_patience;
    QSslCertificate m_seen;
    PairedCertificates m_certificates;
    PairingKey m_key{};
    Client m_client;
};

} // namespace tandem::rpc
