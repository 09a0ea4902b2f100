// SPDX-License-Identifier: GPL-3.0-or-later
#include "apiclient.h"
#include "clusterfiles.h"
#include "program.h"

#include <gtest/gtest.h>

#include <QJsonDocument>
#include <QJsonValue>
#include <QTcpServer>
#include <QTcpSocket>
#include <csignal>
#include <filesystem>
#include <memory>

namespace tandem::scenarios {
namespace {

std::uint16_t freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

/// A real agent with a pinned viewer, and a stranger.
class TheApi : public testing::Test
{
protected:
    void SetUp() override
    {
        m_scratch.write("vrrp.password", "secret\n");
        m_scratch.write("maxscale.password", "secret\n");
        for (const auto *folder : {"run", "state", "viewer", "stranger"})
            std::filesystem::create_directory(m_scratch.path() + "/" + folder);
        m_viewer = identity("viewer");
        m_stranger = identity("stranger");
        const auto agent = identity("state");
        for (const auto *folder : {"viewer", "stranger"})
            m_scratch.write(folder + std::string("/peers.json"),
                            R"([{"name":"here","sha256":")" + agent->fingerprint() + R"(","role":"agent"}])");
        m_scratch.write("state/peers.json",
                        R"([{"name":"viewer","sha256":")" + m_viewer->fingerprint() + R"(","role":"viewer"}])");
        start();
    }

    std::optional<rpc::TlsIdentity> identity(const std::string &folder)
    {
        const auto directory = m_scratch.path() + "/" + folder;
        const auto made = rpc::createIdentity(directory, folder);
        EXPECT_TRUE(made) << describe(made.error());
        const auto loaded = rpc::loadIdentity(directory);
        EXPECT_TRUE(loaded) << describe(loaded.error());
        return *loaded;
    }

    void start()
    {
        m_port = freePort();
        const auto file = m_scratch.write("cluster.toml", goodFile(m_port, freePort()), 0644);
        m_agent = std::make_unique<Program>("tandem-agent",
                                            std::vector<std::string>{"--cluster", file, "--node", "here", "--run-dir",
                                                                     m_scratch.path() + "/run", "--state-dir",
                                                                     m_scratch.path() + "/state"});
        const bool up = waitUntil([this] {
            QTcpSocket probe;
            probe.connectToHost(QHostAddress::LocalHost, m_port);
            return !m_agent->running() || probe.waitForConnected(1000);
        });
        ASSERT_TRUE(up && m_agent->running()) << m_agent->err();
    }

    /// The agent still serves those whom it should.
    void expectStillServing()
    {
        ASSERT_TRUE(m_agent->running()) << m_agent->err();
        ApiClient client(m_port, m_viewer);
        ASSERT_TRUE(client.greeted()) << m_agent->err();
        client.send(hello + "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\"}\n");
        EXPECT_TRUE(client.lineWith("\"id\":1").contains("\"result\""));
    }

    void TearDown() override
    {
        if (!m_agent)
            return;
        m_agent->signal(SIGTERM);
        const auto outcome = m_agent->wait();
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
        EXPECT_EQ(outcome.err.find("Sanitizer"), std::string::npos) << outcome.err;
        EXPECT_EQ(outcome.err.find("secret"), std::string::npos) << outcome.err;
    }

    std::vector<std::string> statusBy(const std::string &who) const
    {
        return {"status",     "--json",
                "--cluster",  m_scratch.path() + "/cluster.toml",
                "--identity", m_scratch.path() + "/" + who};
    }

    static inline const QByteArray hello =
        "{\"jsonrpc\":\"2.0\",\"method\":\"hello\",\"params\":{\"protocol\":1,\"node\":\"scenario\"}}\n";

    Scratch m_scratch;
    std::optional<rpc::TlsIdentity> m_viewer;
    std::optional<rpc::TlsIdentity> m_stranger;
    std::uint16_t m_port = 0;
    std::unique_ptr<Program> m_agent;
};

TEST_F(TheApi, ServesAPinnedClient)
{
    expectStillServing();
}

TEST_F(TheApi, ClosesOnAClientWithoutACertificate)
{
    ApiClient client(m_port, std::nullopt);
    EXPECT_FALSE(client.greeted());
    EXPECT_TRUE(client.closedByAgent());
    expectStillServing();
}

TEST_F(TheApi, ClosesOnAClientWithAnUnknownCertificate)
{
    ApiClient client(m_port, m_stranger);
    EXPECT_FALSE(client.greeted());
    EXPECT_TRUE(client.closedByAgent());
    expectStillServing();
}

TEST_F(TheApi, ClosesOnBytesThatAreNoTls)
{
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, m_port);
    ASSERT_TRUE(client.waitForConnected(10'000));
    client.write("GET / HTTP/1.1\r\n\r\n");
    EXPECT_TRUE(client.waitForDisconnected(10'000) || client.state() == QAbstractSocket::UnconnectedState);
    expectStillServing();
}

TEST_F(TheApi, LivesOnAfterATruncatedMessage)
{
    ApiClient client(m_port, m_viewer);
    ASSERT_TRUE(client.greeted());
    ASSERT_TRUE(client.send(hello + "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"sta"));
    client.close();
    expectStillServing();
}

TEST_F(TheApi, ClosesOnAMessageOfMoreThanAMebibyte)
{
    ApiClient client(m_port, m_viewer);
    ASSERT_TRUE(client.greeted());
    client.send(hello + QByteArray(1024 * 1024 + 1, 'x'));
    EXPECT_TRUE(client.closedByAgent());
    expectStillServing();
}

TEST_F(TheApi, SaysWhatIsWrongWithAMessageThatIsNoJson)
{
    ApiClient client(m_port, m_viewer);
    ASSERT_TRUE(client.greeted());
    ASSERT_TRUE(client.send(hello + "status please\n"));
    const auto answer = client.lineWith("\"error\"");
    EXPECT_TRUE(answer.contains("-32700")) << answer.toStdString(); // JSON-RPC 2.0, 5.1: Parse error
    EXPECT_TRUE(client.closedByAgent());
    expectStillServing();
}

TEST_F(TheApi, ClosesOnAProtocolThatItDoesNotSpeak)
{
    ApiClient client(m_port, m_viewer);
    ASSERT_TRUE(client.greeted());
    ASSERT_TRUE(client.send("{\"jsonrpc\":\"2.0\",\"method\":\"hello\",\"params\":{\"protocol\":99}}\n"));
    EXPECT_TRUE(client.closedByAgent());
    expectStillServing();
}

TEST_F(TheApi, AnswersAMethodThatIsNoneWithAnError)
{
    ApiClient client(m_port, m_viewer);
    ASSERT_TRUE(client.greeted());
    ASSERT_TRUE(client.send(hello + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"no-such-method\"}\n"));
    EXPECT_TRUE(client.lineWith("\"id\":2").contains("\"error\""));
    expectStillServing();
}

TEST_F(TheApi, PortThatIsInUseEndsASecondAgentAndLeavesTheFirst)
{
    const Scratch other;
    other.write("vrrp.password", "secret\n");
    other.write("maxscale.password", "secret\n");
    for (const auto *folder : {"run", "state"})
        std::filesystem::create_directory(other.path() + "/" + folder);
    ASSERT_TRUE(rpc::createIdentity(other.path() + "/state", "here"));
    const auto file = other.write("cluster.toml", goodFile(m_port, freePort()), 0644);
    const auto outcome = run("tandem-agent", {"--cluster", file, "--node", "here", "--run-dir", other.path() + "/run",
                                              "--state-dir", other.path() + "/state"});
    EXPECT_EQ(outcome.exitCode, 3) << outcome.err;
    EXPECT_NE(outcome.err.find("127.0.0.1:" + std::to_string(m_port)), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.err.find("in use"), std::string::npos) << outcome.err;
    expectStillServing();
}

TEST_F(TheApi, IsNotServedWithAKeyThatOthersMayRead)
{
    m_agent->signal(SIGTERM);
    m_agent->wait();
    std::filesystem::permissions(m_scratch.path() + "/state/identity.key", std::filesystem::perms(0644));
    const auto outcome =
        run("tandem-agent", {"--cluster", m_scratch.path() + "/cluster.toml", "--node", "here", "--run-dir",
                             m_scratch.path() + "/run", "--state-dir", m_scratch.path() + "/state"});
    EXPECT_EQ(outcome.exitCode, 4) << outcome.err;
    EXPECT_NE(outcome.err.find("state/identity.key"), std::string::npos) << outcome.err;
}

TEST_F(TheApi, AnswersTandemctlOfAPinnedClient)
{
    const auto outcome = run("tandemctl", statusBy("viewer"));
    EXPECT_EQ(outcome.exitCode, 1) << outcome.err; // node "there" does not answer, nor does MaxScale
    const auto nodes = QJsonDocument::fromJson(QByteArray::fromStdString(outcome.out))["nodes"];
    EXPECT_TRUE(nodes[0]["reachable"].toBool(false)) << outcome.out;
    EXPECT_FALSE(nodes[1]["reachable"].toBool(true)) << outcome.out;
}

TEST_F(TheApi, EndsTandemctlOfAStrangerAsNotAllowed)
{
    const auto outcome = run("tandemctl", statusBy("stranger"));
    EXPECT_EQ(outcome.exitCode, 3) << outcome.err;
    EXPECT_NE(outcome.err.find("here"), std::string::npos) << outcome.err;
    expectStillServing();
}

TEST_F(TheApi, OfADeadAgentEndsTandemctlAsNotReached)
{
    m_agent.reset();
    const auto outcome = run("tandemctl", statusBy("viewer"));
    EXPECT_EQ(outcome.exitCode, 3) << outcome.err;
    EXPECT_NE(outcome.err, "");
}

} // namespace
} // namespace tandem::scenarios
