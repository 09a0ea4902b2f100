// SPDX-License-Identifier: GPL-3.0-or-later
// Clients that are strangers, broken, slow or too many: each gets a clear answer where one is possible, and the agent
// lives on.
#include "apiservertest.h"

#include <QJsonDocument>
#include <QLocalSocket>
#include <QTcpSocket>
#include <QTemporaryDir>

using namespace tandem;
using namespace tandem::agent;

TEST_F(ApiServerTest, AClientWithoutACertificateIsRefusedBeforeAnyMessage)
{
    QSslSocket socket;
    QSslConfiguration configuration = socket.sslConfiguration();
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    socket.setSslConfiguration(configuration);
    socket.connectToHostEncrypted("127.0.0.1", m_server->port());
    ASSERT_TRUE(waitUntil([&] { return isClosed(socket); }));
    EXPECT_EQ(socket.readAll(), "");
    EXPECT_EQ(m_server->connectionCount(), 0);
    EXPECT_TRUE(connectClient()) << "the agent lives on";
}

TEST_F(ApiServerTest, AClientWithAnUnknownCertificateIsNotAllowed)
{
    auto stranger = rpc::newIdentity("desktop"); // the name means nothing
    rpc::pin(stranger, m_agent, "maxscale1", Role::Agent);
    m_client.connectTo(stranger, "127.0.0.1", m_server->port());
    ASSERT_TRUE(waitUntil([&] { return m_error.has_value(); }));
    EXPECT_EQ(m_error->code, ErrorCode::NotAllowed);
    EXPECT_EQ(m_server->connectionCount(), 0);
    m_error.reset();
    EXPECT_TRUE(connectClient()) << "the agent lives on";
}

TEST_F(ApiServerTest, AClientTakesOnlyThePinnedAgent)
{
    rpc::TlsIdentity trusting = m_desktop;
    trusting.peers.clear();
    m_client.connectTo(trusting, "127.0.0.1", m_server->port());
    ASSERT_TRUE(waitUntil([&] { return m_error.has_value(); }));
    EXPECT_EQ(m_error->code, ErrorCode::NotAllowed);
    EXPECT_NE(m_error->text.find("not pinned"), std::string::npos) << m_error->text;
}

TEST_F(ApiServerTest, AClientTakesNoOtherNodeThanItDialled)
{
    m_client.connectTo(m_desktop, "127.0.0.1", m_server->port(), "maxscale2");
    ASSERT_TRUE(waitUntil([&] { return m_error.has_value(); }));
    EXPECT_EQ(m_error->code, ErrorCode::NotAllowed);
    EXPECT_NE(m_error->text.find("maxscale1"), std::string::npos) << m_error->text;
}

TEST_F(ApiServerTest, OlderTlsIsRefused)
{
    auto socket = std::make_unique<QSslSocket>();
    auto configuration = rpc::tlsConfiguration(m_desktop);
    configuration.setProtocol(QSsl::TlsV1_2);
    socket->setSslConfiguration(configuration);
    socket->connectToHostEncrypted("127.0.0.1", m_server->port());
    ASSERT_TRUE(waitUntil([&] { return isClosed(*socket); }));
    EXPECT_FALSE(socket->isEncrypted());
}

TEST_F(ApiServerTest, BadInputIsAnsweredWithAnErrorThenClosed)
{
    const std::pair<QByteArray, int> inputs[] = {
        {"GET / HTTP/1.1\r\n\r\n", rpc::parseError},
        {QByteArray(hello) + "{\"jsonrpc\":\n", rpc::parseError},
        {QByteArray(hello) + "[]\n", rpc::invalidRequest},
        {QByteArray(hello) + QByteArray(2 * 1024 * 1024, 'x'), rpc::invalidRequest},
        {QByteArray(5 * 1024 * 1024, 'x'), rpc::invalidRequest},
        {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\"}\n", rpc::errorNumberOf(ErrorCode::NotAllowed)},
        {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\",\"params\":{\"protocol\":1}}\n",
         rpc::errorNumberOf(ErrorCode::NotAllowed)},
        {"{\"jsonrpc\":\"2.0\",\"method\":\"hello\",\"params\":{\"protocol\":2}}\n",
         rpc::errorNumberOf(ErrorCode::NotAllowed)},
        {"{\"jsonrpc\":\"2.0\",\"method\":\"hello\",\"params\":{\"protocol\":\"1\"}}\n", rpc::invalidParams},
        {"{\"jsonrpc\":\"2.0\",\"method\":\"hello\"}\n", rpc::invalidParams},
    };
    for (const auto &[input, number] : inputs) {
        const auto what = input.left(120).toStdString();
        const auto socket = rawClient(m_desktop);
        ASSERT_TRUE(waitUntil([&] { return socket->isEncrypted(); }));
        socket->write(input);
        ASSERT_TRUE(waitUntil([&] { return isClosed(*socket); })) << what;
        const auto lines = socket->readAll().trimmed().split('\n');
        const auto last = QJsonDocument::fromJson(lines.last()).object();
        EXPECT_EQ(last.value("error").toObject().value("code").toInt(), number)
            << what << " -> " << lines.last().data();
    }
    ASSERT_TRUE(waitUntil([&] { return m_server->connectionCount() == 0; }));
    EXPECT_TRUE(connectClient()) << "the agent lives on";
}

TEST_F(ApiServerTest, ATruncatedMessageIsDroppedWithItsConnection)
{
    const auto socket = rawClient(m_desktop);
    ASSERT_TRUE(waitUntil([&] { return socket->isEncrypted(); }));
    socket->write(QByteArray(hello) + R"({"jsonrpc":"2.0","id":1,"met)");
    socket->disconnectFromHost();
    ASSERT_TRUE(waitUntil([&] { return isClosed(*socket) && m_server->connectionCount() == 0; }));
    EXPECT_TRUE(connectClient());
}

TEST_F(ApiServerTest, HelloAsARequestIsAnsweredToo)
{
    const auto socket = rawClient(m_desktop);
    socket->write(R"({"jsonrpc":"2.0","id":"h","method":"hello","params":{"protocol":1}})"
                  "\n");
    QByteArray heard;
    ASSERT_TRUE(waitUntil([&] { return (heard += socket->readAll()).count('\n') == 2; }));
    const auto lines = heard.split('\n');
    EXPECT_EQ(QJsonDocument::fromJson(lines[0])["method"], "hello");
    EXPECT_EQ(QJsonDocument::fromJson(lines[1])["id"], "h");
    EXPECT_EQ(QJsonDocument::fromJson(lines[1])["result"]["node"], "maxscale1");
}

TEST_F(ApiServerTest, AClientThatNeverSaysHelloIsDropped)
{
    m_server->setHelloTimeout(50ms);
    const auto socket = rawClient(m_desktop);
    ASSERT_TRUE(waitUntil([&] { return socket->isEncrypted(); }));
    ASSERT_TRUE(waitUntil([&] { return isClosed(*socket); }));
    EXPECT_TRUE(socket->readAll().contains("no hello"));
}

TEST_F(ApiServerTest, StrangersWhoSayNothingKeepNobodyOut)
{
    std::vector<std::unique_ptr<QTcpSocket>> idlers;
    for (int i = 0; i < 45; ++i) { // fewer than the kernel queues
        idlers.push_back(std::make_unique<QTcpSocket>());
        idlers.back()->connectToHost("127.0.0.1", m_server->port());
    }
    const auto open = [&] {
        return std::ranges::count_if(idlers,
                                     [](const auto &s) { return s->state() == QAbstractSocket::ConnectedState; });
    };
    EXPECT_TRUE(waitUntil([&] { return open() == 32; }, 4s)) << open() << " of 45";
    EXPECT_TRUE(connectClient());
    EXPECT_TRUE(ask("status"));
}

TEST_F(ApiServerTest, ConnectionsAreLimitedAndTheOldOnesLiveOn)
{
    const QTemporaryDir directory;
    const QString path = directory.filePath("agent.sock");
    ASSERT_TRUE(m_server->listenLocal(path.toStdString()));
    ASSERT_TRUE(connectClient());
    std::vector<std::unique_ptr<QLocalSocket>> others;
    for (int i = 0; i < 70; ++i) {
        others.push_back(std::make_unique<QLocalSocket>());
        others.back()->connectToServer(path);
        ASSERT_TRUE(waitUntil([&] { return m_server->connectionCount() == std::min(i + 2, 64); }));
    }
    rpc::Client late("late");
    std::optional<Error> refused;
    QObject::connect(&late, &rpc::Client::disconnected, [&](const Error &error) { refused = error; });
    late.connectTo(m_desktop, "127.0.0.1", m_server->port());
    ASSERT_TRUE(waitUntil([&] { return refused.has_value(); }));
    EXPECT_TRUE(ask("status"));
    others.clear();
    ASSERT_TRUE(waitUntil([&] { return m_server->connectionCount() == 1; }));
    late.connectTo(m_desktop, "127.0.0.1", m_server->port());
    EXPECT_TRUE(waitUntil([&] { return late.isReady(); })) << "and there is room again";
}

TEST_F(ApiServerTest, ASlowClientIsDroppedAndResumes)
{
    m_server->setStallTimeout(300ms);
    const auto socket = rawClient(m_desktop);
    socket->setReadBufferSize(4096); // and nobody reads it
    socket->write(QByteArray(hello) + R"({"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"events_since":0}})"
                                      "\n");
    ASSERT_TRUE(waitUntil([&] { return m_server->connectionCount() == 1; }));
    for (int i = 0; i < 2000; ++i)
        m_node.addEvent(std::string(10'000, 'x')); // 20 MB, more than the kernel takes
    ASSERT_TRUE(waitUntil([&] { return m_server->connectionCount() == 0; }));
    ASSERT_TRUE(connectClient());
    ASSERT_TRUE(ask("subscribe", {{"events_since", 1990}}));
    ASSERT_TRUE(waitUntil([&] { return seqs().size() == 10; }));
    EXPECT_EQ(seqs().front(), 1991);
}

TEST_F(ApiServerTest, ASlowClientIsNotReadFasterThanItTakesItsAnswers)
{
    for (int i = 0; i < 100; ++i)
        m_node.addEvent(std::string(5'000, 'x'));
    const auto socket = rawClient(m_desktop);
    socket->setReadBufferSize(4096);
    QByteArray requests = hello;
    for (int i = 0; i < 5000; ++i)
        requests += R"({"jsonrpc":"2.0","id":1,"method":"events"})"
                    "\n";
    socket->write(requests); // asks for 2.5 GB
    ASSERT_TRUE(waitUntil([&] { return m_node.asked() > 0; }));
    ASSERT_TRUE(connectClient());
    for (int i = 0; i < 50; ++i)
        ASSERT_TRUE(ask("status"));
    EXPECT_LT(m_node.asked(), 100) << "each answer is kept in memory until it is taken";
}

TEST_F(ApiServerTest, WhoIsPinnedNoMoreIsDisconnected)
{
    ASSERT_TRUE(connectClient());
    rpc::TlsIdentity without = m_agent;
    without.peers.clear();
    m_server->setIdentity(without);
    ASSERT_TRUE(waitUntil([&] { return m_error.has_value(); }));
    m_error.reset();
    EXPECT_FALSE(connectClient());
    EXPECT_EQ(m_error->code, ErrorCode::NotAllowed);
}
