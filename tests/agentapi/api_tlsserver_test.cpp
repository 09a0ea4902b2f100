// SPDX-License-Identifier: GPL-3.0-or-later
// The handshake alone: nobody gets through it whose certificate is not pinned.
#include "daemon/agent/api/tlsserver.h"

#include "../eventloop.h"
#include "identities.h"
#include "rpc/tlsconfiguration.h"

#include <QSslError>
#include <QSslSocket>
#include <gtest/gtest.h>

using namespace tandem;
using namespace tandem::agent;
using testing_support::waitUntil;

namespace {

class TlsServerTest : public testing::Test
{
protected:
    TlsServerTest() : m_agent(rpc::newIdentity("maxscale1")), m_client(rpc::newIdentity("desktop"))
    {
        rpc::pin(m_agent, m_client, "desktop", rpc::Role::Viewer);
        m_server = std::make_unique<TlsServer>(
            m_agent, [] { return true; }, [this] { return m_admitsStrangers; });
        EXPECT_TRUE(m_server->listenAt("127.0.0.1", 0));
        QObject::connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, [this] { ++m_accepted; });
    }

    /// Whether the server let it in.
    bool isAccepted(const QSslConfiguration &configuration)
    {
        QSslSocket socket;
        socket.setSslConfiguration(configuration);
        QObject::connect(&socket, &QSslSocket::sslErrors, &socket,
                         [&socket](const auto &errors) { socket.ignoreSslErrors(errors); });
        const int before = m_accepted;
        socket.connectToHostEncrypted("127.0.0.1", m_server->serverPort());
        EXPECT_TRUE(
            waitUntil([&] { return m_accepted > before || socket.state() == QAbstractSocket::UnconnectedState; }));
        return m_accepted > before;
    }

    rpc::TlsIdentity m_agent;
    rpc::TlsIdentity m_client;
    bool m_admitsStrangers = false;
    std::unique_ptr<TlsServer> m_server;
    int m_accepted = 0;
};

} // namespace

TEST_F(TlsServerTest, LetsInWhoIsPinned)
{
    EXPECT_TRUE(isAccepted(rpc::tlsConfiguration(m_client)));
}

TEST_F(TlsServerTest, RefusesAStranger)
{
    EXPECT_FALSE(isAccepted(rpc::tlsConfiguration(rpc::newIdentity("desktop"))));
}

TEST_F(TlsServerTest, LetsAStrangerInWhileOneIsBeingPairedButNobodyWithoutACertificate)
{
    m_admitsStrangers = true;
    EXPECT_TRUE(isAccepted(rpc::tlsConfiguration(rpc::newIdentity("desktop"))));
    auto configuration = rpc::tlsConfiguration(m_client);
    configuration.setLocalCertificateChain({});
    configuration.setPrivateKey({});
    EXPECT_FALSE(isAccepted(configuration));
}

TEST_F(TlsServerTest, RefusesWhoShowsNoCertificate)
{
    auto configuration = rpc::tlsConfiguration(m_client);
    configuration.setLocalCertificateChain({});
    configuration.setPrivateKey({});
    EXPECT_FALSE(isAccepted(configuration));
}

TEST_F(TlsServerTest, RefusesWhoIsPinnedNoMore)
{
    m_agent.peers.clear();
    m_server->setIdentity(m_agent);
    EXPECT_FALSE(isAccepted(rpc::tlsConfiguration(m_client)));
}
