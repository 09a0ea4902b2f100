// SPDX-License-Identifier: GPL-3.0-or-later
// Both ends in one process, real TLS over loopback.
#include "daemon/agent/api/apiserver.h"

#include "../eventloop.h"
#include "fakenode.h"
#include "identities.h"
#include "rpc/client.h"
#include "rpc/modeljson.h"
#include "rpc/tlsconfiguration.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalSocket>
#include <QSslSocket>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <gtest/gtest.h>
#include <sys/stat.h>

using namespace tandem;
using namespace tandem::agent;
using namespace std::chrono_literals;
using rpc::Role;
using testing_support::waitUntil;

namespace {

class ApiServerTest : public testing::Test
{
protected:
    ApiServerTest() : m_agent(rpc::newIdentity("maxscale1")), m_desktop(rpc::newIdentity("desktop"))
    {
        rpc::pin(m_agent, m_desktop, "desktop", Role::Viewer);
        rpc::pin(m_desktop, m_agent, "maxscale1", Role::Agent);
        m_server = std::make_unique<ApiServer>(m_node, m_agent, "maxscale1");
        const auto listening = m_server->listen("127.0.0.1", 0);
        EXPECT_TRUE(listening) << describe(listening.error());
        QObject::connect(&m_client, &rpc::Client::disconnected, [this](const Error &error) { m_error = error; });
        QObject::connect(
            &m_client, &rpc::Client::notification,
            [this](const QString &method, const QJsonObject &params) { m_notes.emplace_back(method, params); });
    }

    bool connectClient()
    {
        m_client.connectTo(m_desktop, "127.0.0.1", m_server->port(), "maxscale1");
        return waitUntil([&] { return m_client.isReady() || m_error; }) && m_client.isReady();
    }

    /// The client as anybody might write it.
    std::unique_ptr<QSslSocket> rawClient(const rpc::TlsIdentity &identity)
    {
        auto socket = std::make_unique<QSslSocket>();
        socket->setSslConfiguration(rpc::tlsConfiguration(identity));
        QObject::connect(socket.get(), &QSslSocket::sslErrors, socket.get(), [s = socket.get()](const auto &errors) {
            s->ignoreSslErrors(errors); // this test's client trusts anybody
        });
        socket->connectToHostEncrypted("127.0.0.1", m_server->port());
        return socket;
    }

    static bool isClosed(const QAbstractSocket &socket) { return socket.state() == QAbstractSocket::UnconnectedState; }

    Result<QJsonObject> ask(const QString &method, const QJsonObject &params = {})
    {
        std::optional<Result<QJsonObject>> answer;
        m_client.request(method, params, [&](Result<QJsonObject> result) { answer = std::move(result); });
        EXPECT_TRUE(waitUntil([&] { return answer.has_value(); }));
        return answer.value_or(fail(ErrorCode::System, {}, "nothing came"));
    }

    std::vector<qint64> seqs() const
    {
        std::vector<qint64> found;
        for (const auto &[method, params] : m_notes)
            if (method == "event")
                found.push_back(params.value("seq").toInteger());
        return found;
    }

    bool has(const QString &method) const
    {
        return std::ranges::any_of(m_notes, [&](const auto &note) { return note.first == method; });
    }

    FakeNode m_node;
    rpc::TlsIdentity m_agent;
    rpc::TlsIdentity m_desktop;
    std::unique_ptr<ApiServer> m_server;
    rpc::Client m_client{"test"};
    std::optional<Error> m_error;
    std::vector<std::pair<QString, QJsonObject>> m_notes;
};

std::vector<qint64> upTo(qint64 last)
{
    std::vector<qint64> numbers;
    for (qint64 i = 1; i <= last; ++i)
        numbers.push_back(i);
    return numbers;
}

constexpr auto hello = R"({"jsonrpc":"2.0","method":"hello","params":{"protocol":1,"version":"0","node":"x"}})"
                       "\n";

} // namespace

TEST_F(ApiServerTest, SaysHelloWithItsNodeAndTheClientsRole)
{
    m_server->setCluster("shop");
    ASSERT_TRUE(connectClient());
    EXPECT_EQ(m_client.hello().cluster, "shop");
    EXPECT_EQ(m_client.hello().protocol, rpc::protocol);
    EXPECT_EQ(m_client.hello().version, TANDEM_VERSION);
    EXPECT_EQ(m_client.hello().node, "maxscale1");
    EXPECT_EQ(m_client.hello().role, Role::Viewer);
    EXPECT_EQ(m_client.peer()->name, "maxscale1");
}

TEST_F(ApiServerTest, AnswersStatusEventsSamplesAndClock)
{
    auto status = m_node.status();
    status.engineState = model::EngineState::Running;
    m_node.setStatus(status);
    for (int i = 0; i < 5; ++i) {
        m_node.addEvent();
        m_node.addSample(100 + i);
    }
    ASSERT_TRUE(connectClient());
    EXPECT_EQ(rpc::nodeStatusFromJson(ask("status").value()).value(), status);
    const auto events = ask("events", {{"since", 2}, {"limit", 2}}).value();
    ASSERT_EQ(events.value("events").toArray().size(), 2);
    EXPECT_EQ(events.value("events").toArray()[0].toObject().value("seq"), 3);
    EXPECT_EQ(events.value("last_seq"), 5);
    EXPECT_EQ(ask("events", {{"limit", 0}}).value().value("events").toArray().size(), 0);
    const auto samples = ask("samples", {{"since_ns", 101}, {"limit", 2}}).value();
    EXPECT_EQ(samples.value("samples").toArray().size(), 2);
    EXPECT_EQ(samples.value("more"), true);
    EXPECT_EQ(ask("samples", {{"since_ns", 101}, {"limit", 3}}).value().value("more"), false);
    const auto clock = ask("clock", {{"t0_ns", 17}}).value();
    EXPECT_EQ(clock.value("t0_ns"), 17);
    EXPECT_LE(clock.value("t1_ns").toInteger(), clock.value("t2_ns").toInteger());
    EXPECT_GT(clock.value("t1_ns").toInteger(), 1'700'000'000'000'000'000);
}

TEST_F(ApiServerTest, AnswersWhatIsWrongWithARequestAndGoesOn)
{
    ASSERT_TRUE(connectClient());
    EXPECT_NE(ask("reboot").error().text.find("reboot"), std::string::npos);
    EXPECT_NE(ask("events", {{"since", "one"}}).error().text.find("since"), std::string::npos);
    EXPECT_EQ(ask("events", {{"limit", 1001}}).error().code, ErrorCode::Usage);
    EXPECT_EQ(ask("events", {{"since", -1}}).error().code, ErrorCode::Usage);
    EXPECT_EQ(ask("subscribe", {{"events_since", -1}}).error().code, ErrorCode::Usage);
    m_node.setBroken(true);
    EXPECT_EQ(ask("events").error(), (Error{ErrorCode::System, "journal.db", "disk I/O error", {}}));
    EXPECT_TRUE(ask("status"));
}

TEST_F(ApiServerTest, APageFitsIntoALineHoweverLongItsEventsAre)
{
    for (int i = 0; i < 40; ++i)
        m_node.addEvent(std::string(100'000, 'x'));
    ASSERT_TRUE(connectClient());
    qint64 last = 0;
    int pages = 0;
    for (; last < 40 && pages < 40; ++pages) {
        const auto page = ask("events", {{"since", last}});
        ASSERT_TRUE(page) << describe(page.error());
        const QJsonArray events = page->value("events").toArray();
        ASSERT_EQ(events.first().toObject().value("seq").toInteger(), last + 1);
        last = events.last().toObject().value("seq").toInteger();
    }
    EXPECT_EQ(last, 40);
    EXPECT_GT(pages, 4);
}

TEST_F(ApiServerTest, SendsOnlyWhatIsWatched)
{
    m_node.addEvent();
    ASSERT_TRUE(connectClient());
    ASSERT_TRUE(ask("subscribe", {{"samples_since_ns", 0}}));
    m_node.addEvent();
    m_node.setStatus(m_node.status());
    m_node.addSample(5);
    ASSERT_TRUE(waitUntil([&] { return has("sample"); }));
    ASSERT_TRUE(ask("status"));
    EXPECT_FALSE(has("event"));
    EXPECT_FALSE(has("status"));
    ASSERT_TRUE(ask("subscribe", {{"status", true}}));
    ASSERT_TRUE(waitUntil([&] { return has("status"); })) << "the status comes at once";
    m_notes.clear();
    m_node.addSample(6);
    m_node.setStatus(m_node.status());
    ASSERT_TRUE(waitUntil([&] { return has("status"); }));
    EXPECT_FALSE(has("sample")) << "a new subscription replaces the one before";
}

TEST_F(ApiServerTest, SendsWhatThereWasThenSyncedThenWhatHappens)
{
    for (int i = 0; i < 250; ++i)
        m_node.addEvent();
    m_node.addSample(7);
    ASSERT_TRUE(connectClient());
    ASSERT_EQ(ask("subscribe", {{"events_since", 0}, {"samples_since_ns", 0}, {"status", true}})->value("last_seq"),
              250);
    ASSERT_TRUE(waitUntil([&] { return has("synced"); }));
    EXPECT_EQ(seqs(), upTo(250));
    EXPECT_TRUE(has("sample"));
    EXPECT_TRUE(has("status"));
    EXPECT_EQ(m_notes.back().first, "synced");
    EXPECT_EQ(m_notes.back().second.value("last_seq"), 250);
    m_node.addEvent();
    ASSERT_TRUE(waitUntil([&] { return seqs().size() == 251; }));
    EXPECT_EQ(seqs(), upTo(251));
}

TEST_F(ApiServerTest, AResumedSubscriptionLosesNothingAndRepeatsNothing)
{
    ASSERT_TRUE(connectClient());
    ASSERT_TRUE(ask("subscribe", {{"events_since", 0}}));
    for (int round = 0; round < 5; ++round) {
        for (int i = 0; i < 300; ++i)
            m_node.addEvent();
        // Broken in the middle of it.
        ASSERT_TRUE(waitUntil([&] { return static_cast<int>(seqs().size()) > round * 330; }));
        m_client.close();
        for (int i = 0; i < 30; ++i)
            m_node.addEvent();
        ASSERT_TRUE(connectClient());
        const qint64 last = seqs().empty() ? 0 : seqs().back();
        ASSERT_TRUE(ask("subscribe", {{"events_since", last}}));
    }
    ASSERT_TRUE(waitUntil([&] { return seqs().size() >= 5 * 330; }));
    EXPECT_EQ(seqs(), upTo(5 * 330));
}

TEST_F(ApiServerTest, AJournalThatFailsForAMomentLosesNothing)
{
    ASSERT_TRUE(connectClient());
    ASSERT_TRUE(ask("subscribe", {{"events_since", 0}}));
    m_node.setBroken(true);
    m_node.addEvent();
    ASSERT_TRUE(ask("status"));
    EXPECT_TRUE(seqs().empty());
    m_node.setBroken(false);
    m_node.addEvent();
    ASSERT_TRUE(waitUntil([&] { return seqs().size() == 2; }));
    EXPECT_EQ(seqs(), upTo(2));
}

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

TEST_F(ApiServerTest, APortInUseIsInUse)
{
    ApiServer other(m_node, m_agent, "maxscale1");
    const auto listening = other.listen("127.0.0.1", m_server->port());
    ASSERT_FALSE(listening);
    EXPECT_EQ(listening.error().code, ErrorCode::InUse);
    EXPECT_EQ(other.listen("192.0.2.1", 0).error().code, ErrorCode::NotReachable);
    EXPECT_EQ(other.listen("localhost!", 0).error().code, ErrorCode::Usage);
}

TEST_F(ApiServerTest, TheLocalSocketNeedsNoCertificate)
{
    const QTemporaryDir directory;
    const std::string path = directory.filePath("agent.sock").toStdString();
    ASSERT_TRUE(m_server->listenLocal(path));
    struct stat info
    {
    };
    ASSERT_EQ(::stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0660U);
    m_node.addEvent();
    m_client.connectToLocal(QString::fromStdString(path));
    ASSERT_TRUE(waitUntil([&] { return m_client.isReady() || m_error; }));
    ASSERT_FALSE(m_error) << describe(*m_error);
    EXPECT_EQ(m_client.hello().role, Role::Admin) << "our own user";
    ASSERT_TRUE(ask("subscribe", {{"events_since", 0}}));
    ASSERT_TRUE(waitUntil([&] { return seqs().size() == 1; }));
}

TEST_F(ApiServerTest, ALocalSocketLeftBehindIsReplacedALiveOneIsNot)
{
    const QTemporaryDir directory;
    const std::string path = directory.filePath("agent.sock").toStdString();
    ASSERT_TRUE(m_server->listenLocal(path));
    ApiServer second(m_node, m_agent, "maxscale1");
    EXPECT_EQ(second.listenLocal(path).error().code, ErrorCode::InUse);
    const std::string moved = directory.filePath("left").toStdString();
    ASSERT_EQ(::rename(path.c_str(), moved.c_str()), 0);
    m_server.reset(); // the file stays, as after a crash
    ASSERT_TRUE(second.listenLocal(moved));
    m_client.connectToLocal(QString::fromStdString(moved));
    EXPECT_TRUE(waitUntil([&] { return m_client.isReady(); }));
    EXPECT_EQ(second.listenLocal(directory.path().toStdString()).error().code, ErrorCode::InUse) << "a directory";
    EXPECT_EQ(second.listenLocal(std::string(200, 'x')).error().code, ErrorCode::Usage);
}
