// SPDX-License-Identifier: GPL-3.0-or-later
#include "apiclient.h"

#include <QDeadlineTimer>
#include <QSslConfiguration>

namespace tandem::scenarios {

namespace {
constexpr int patience = 10'000; // ms
}

ApiClient::ApiClient(std::uint16_t port, const std::optional<rpc::TlsIdentity> &identity)
{
    auto configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_3OrLater);
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone); // it is the agent that is tried here
    if (identity) {
        configuration.setLocalCertificate(identity->certificate);
        configuration.setPrivateKey(identity->key);
    }
    m_socket.setSslConfiguration(configuration);
    m_socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), port);
    m_socket.waitForEncrypted(patience);
}

QByteArray ApiClient::lineWith(const QByteArray &words)
{
    const QDeadlineTimer deadline(patience);
    while (!deadline.hasExpired()) {
        m_heard += m_socket.readAll();
        for (auto end = m_heard.indexOf('\n'); end >= 0; end = m_heard.indexOf('\n')) {
            const auto line = m_heard.left(end);
            m_heard.remove(0, end + 1);
            if (line.contains(words))
                return line;
        }
        if (m_socket.state() == QAbstractSocket::UnconnectedState)
            break;
        m_socket.waitForReadyRead(100);
    }
    return m_heard;
}

bool ApiClient::greeted()
{
    return lineWith("\"hello\"").contains("\"protocol\"");
}

bool ApiClient::send(const QByteArray &bytes)
{
    m_socket.write(bytes);
    const QDeadlineTimer deadline(patience);
    while (m_socket.bytesToWrite() > 0 || m_socket.encryptedBytesToWrite() > 0) {
        if (deadline.hasExpired() || m_socket.state() != QAbstractSocket::ConnectedState)
            return false;
        m_socket.waitForBytesWritten(100);
    }
    return true;
}

bool ApiClient::closedByAgent()
{
    const QDeadlineTimer deadline(patience);
    while (m_socket.state() != QAbstractSocket::UnconnectedState && !deadline.hasExpired())
        m_socket.waitForReadyRead(100);
    return m_socket.state() == QAbstractSocket::UnconnectedState;
}

} // namespace tandem::scenarios
