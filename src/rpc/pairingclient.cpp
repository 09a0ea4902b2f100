// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/pairingclient.h"

#include "rpc/tlsconfiguration.h"

#include <QCryptographicHash>
#include <QSslError>
#include <QSslSocket>
#include <utility>

namespace tandem::rpc {

namespace {

constexpr std::chrono::seconds patience{5};
constexpr const char *openFix = "run tandem-agent pair there as root, and type its code within ten minutes";

QString hex(const PairingProof &proof)
{
    return QString::fromLatin1(
        QByteArray(reinterpret_cast<const char *>(proof.data()), static_cast<qsizetype>(proof.size())).toHex());
}

} // namespace

PairingClient::PairingClient(TlsIdentity own, std::string ownName, QObject *parent)
    : QObject(parent), m_own(std::move(own)), m_ownName(std::move(ownName)), m_client(m_ownName)
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this,
            [this] { finish(fail(ErrorCode::NotReachable, m_host.toStdString(), "nobody answers there")); });
    connect(&m_client, &Client::ready, this, &PairingClient::ask);
    connect(&m_client, &Client::disconnected, this, [this](const Error &error) {
        if (error.code == ErrorCode::NotAllowed) // it lets nobody in that it does not know
            finish(fail(ErrorCode::NotAllowed, m_host.toStdString(), "no pairing is under way there", openFix));
        else
            finish(Failure(error));
    });
}

PairingClient::~PairingClient() = default;

void PairingClient::pair(const QString &host, std::uint16_t port, const PairingCode &code, Done done)
{
    m_host = host;
    m_port = port;
    m_code = code;
    m_done = std::move(done);
    look();
}

/// Who is there? Nothing is believed of it yet: what is proven later is that this very certificate's owner knows the
/// code.
void PairingClient::look()
{
    m_looking = std::make_unique<QSslSocket>();
    m_looking->setSslConfiguration(tlsConfiguration(m_own));
    connect(m_looking.get(), &QSslSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        if (!m_looking->peerCertificate().isNull())
            m_looking->ignoreSslErrors(errors);
    });
    connect(m_looking.get(), &QSslSocket::encrypted, this, &PairingClient::onEncrypted);
    connect(m_looking.get(), &QAbstractSocket::errorOccurred, this, [this] {
        finish(fail(ErrorCode::NotReachable, m_host.toStdString() + ":" + std::to_string(m_port),
                    m_looking->errorString().toStdString(), "is tandem-agent running there?"));
    });
    m_looking->connectToHostEncrypted(m_host, m_port);
    m_patience.start(patience);
}

void PairingClient::onEncrypted()
{
    m_seen = m_looking->peerCertificate();
    m_looking->disconnect(this);
    m_looking->abort();
    m_patience.stop();
    TlsIdentity identity = m_own;
    const auto agent = m_seen.digest(QCryptographicHash::Sha256).toHex().toStdString();
    const auto own = fingerprintFromHex(m_own.fingerprint());
    const auto other = fingerprintFromHex(agent);
    if (!own || !other)
        return finish(Failure(own ? other.error() : own.error()));
    m_certificates = {*own, *other};
    identity.peers = {{"agent", agent, Role::Agent}};
    m_client.connectTo(identity, m_host, m_port);
}

void PairingClient::ask()
{
    const auto key = pairingKey(m_code, m_certificates.agent);
    const auto proof =
        key ? pairingProof(*key, PairingSide::Client, m_certificates) : Result<PairingProof>(Failure(key.error()));
    if (!proof)
        return finish(Failure(proof.error()));
    m_key = *key;
    m_client.request(QStringLiteral("pair"), {{"name", QString::fromStdString(m_ownName)}, {"proof", hex(*proof)}},
                     [this](const Result<QJsonObject> &answer) { take(answer); });
}

void PairingClient::take(const Result<QJsonObject> &answer)
{
    if (!answer)
        return finish(Failure(answer.error()));
    const auto expected = pairingProof(m_key, PairingSide::Agent, m_certificates);
    const auto given = fingerprintFromHex(answer->value("proof").toString().toStdString()); // as long as a proof is
    if (!expected || !given || !sameProof(*expected, *given))
        return finish(fail(ErrorCode::NotAllowed, m_host.toStdString(),
                           "it does not know the code itself: somebody stands between, or answers in its place",
                           "do not go on; compare the fingerprint with the one that tandem-agent pair shows"));
    const auto role = roleOf(answer->value("role").toString().toStdString());
    const std::string node = answer->value("node").toString().toStdString();
    if (!role || node.empty())
        return finish(fail(ErrorCode::BadMessage, m_host.toStdString(), "its answer names no role or node"));
    const auto fingerprint = m_seen.digest(QCryptographicHash::Sha256).toHex().toStdString();
    finish(Paired{{node, fingerprint, Role::Agent}, *role});
}

void PairingClient::finish(Result<Paired> result)
{
    m_patience.stop();
    if (const Done done = std::exchange(m_done, nullptr))
        done(std::move(result));
}

} // namespace tandem::rpc
