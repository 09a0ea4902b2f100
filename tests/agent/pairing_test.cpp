// SPDX-License-Identifier: GPL-3.0-or-later
// Both ends of a pairing in one process: real TLS, the agent's own server and desk, and the client that tandemctl has.
#include "daemon/agent/pairingdesk.h"

#include "../eventloop.h"
#include "daemon/agent/api/apiserver.h"
#include "rpc/pairingclient.h"
#include "tests/agentapi/fakenode.h"
#include "tests/agentapi/identities.h"

#include <QTemporaryDir>
#include <gmock/gmock.h>
#include <optional>

namespace tandem::agent {
namespace {

using namespace std::chrono_literals;
using rpc::Role;
using testing::HasSubstr;
using testing_support::waitUntil;

class PairingNode : public FakeNode
{
public:
    PairingDesk *desk = nullptr;
    bool admitsStrangers() const override { return desk->isOpen(); }
    Result<QJsonObject> openPairing(Role role, const std::string &askedBy) override
    {
        return desk->open(role, askedBy);
    }
    Result<QJsonObject> pair(const PairingRequest &request) override { return desk->take(request); }
};

class PairingTest : public testing::Test
{
protected:
    PairingTest() : m_own(rpc::newIdentity("desktop"))
    {
        EXPECT_TRUE(rpc::createIdentity(state(), "maxscale1"));
        m_desk = std::make_unique<PairingDesk>(PairingDesk::Surroundings{
            state(), "maxscale1", [this](const rpc::TlsIdentity &identity) { m_server->setIdentity(identity); },
            [this](const std::string &what) { m_told.push_back(what); }, [this] { return m_now; }});
        m_node.desk = m_desk.get();
        m_server = std::make_unique<ApiServer>(m_node, *rpc::loadIdentity(state()), "maxscale1");
        EXPECT_TRUE(m_server->listen("127.0.0.1", 0));
    }

    std::string state() const { return m_directory.path().toStdString(); }
    rpc::PairingCode open(Role role = Role::Operator)
    {
        const auto opened = m_desk->open(role, "uid 0");
        EXPECT_TRUE(opened);
        return *rpc::readPairingCode(opened->value("code").toString().toStdString());
    }
    Result<rpc::PairingClient::Paired> pair(const rpc::PairingCode &code, const rpc::TlsIdentity &own,
                                            const std::string &name = "dba@desk")
    {
        rpc::PairingClient client(own, name);
        std::optional<Result<rpc::PairingClient::Paired>> result;
        client.pair("127.0.0.1", m_server->port(), code, [&](auto given) { result = std::move(given); });
        EXPECT_TRUE(waitUntil([&] { return result.has_value(); }));
        return result.value_or(fail(ErrorCode::System, {}, "nothing came"));
    }
    /// An ordinary connection: ready, or the reason why not.
    std::optional<Error> connectAs(const rpc::TlsIdentity &identity, rpc::Client &client)
    {
        std::optional<Error> error;
        QObject::connect(&client, &rpc::Client::disconnected, &client, [&](const Error &given) { error = given; });
        client.connectTo(identity, "127.0.0.1", m_server->port());
        EXPECT_TRUE(waitUntil([&] { return client.isReady() || error; }));
        return error;
    }
    rpc::TlsIdentity knowing(const rpc::TlsIdentity &own)
    {
        auto identity = own;
        rpc::pin(identity, *rpc::loadIdentity(state()), "maxscale1", Role::Agent);
        return identity;
    }

    QTemporaryDir m_directory;
    rpc::TlsIdentity m_own;
    Instant m_now{};
    std::vector<std::string> m_told;
    PairingNode m_node;
    std::unique_ptr<PairingDesk> m_desk;
    std::unique_ptr<ApiServer> m_server;
};

TEST_F(PairingTest, MakesBothKnowEachOtherAtOnce)
{
    const auto paired = pair(open(), m_own);
    ASSERT_TRUE(paired) << describe(paired.error());
    EXPECT_EQ(paired->agent.name, "maxscale1");
    EXPECT_EQ(paired->agent.sha256, rpc::loadIdentity(state())->fingerprint());
    EXPECT_EQ(paired->role, Role::Operator);
    const auto peers = rpc::loadIdentity(state())->peers;
    ASSERT_EQ(peers.size(), 1U);
    EXPECT_EQ(peers[0].name, "dba@desk");
    EXPECT_EQ(peers[0].sha256, m_own.fingerprint());
    EXPECT_EQ(peers[0].role, Role::Operator);
    rpc::Client client("tandemctl");
    EXPECT_FALSE(connectAs(knowing(m_own), client)) << "without a restart";
    EXPECT_EQ(client.hello().role, Role::Operator);
}

TEST_F(PairingTest, TellsEachStepAndNeverACode)
{
    const auto code = open();
    ASSERT_TRUE(pair(code, m_own));
    ASSERT_EQ(m_told.size(), 2U);
    EXPECT_EQ(m_told[0], "uid 0 opened a pairing for ten minutes, for the role operator");
    EXPECT_EQ(m_told[1], "paired with \"dba@desk\" as operator, certificate sha256 " + m_own.fingerprint());
    for (const auto &told : m_told)
        EXPECT_EQ(told.find(code.text()), std::string::npos);
}

TEST_F(PairingTest, LetsNobodyInWhileNoneIsUnderWay)
{
    const auto result = pair(*rpc::makePairingCode(), m_own);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::NotAllowed);
    EXPECT_THAT(result.error().text, HasSubstr("no pairing is under way"));
    const auto code = open();
    m_now += rpc::PairingWindow::lifetime;
    EXPECT_FALSE(pair(code, m_own)) << "ten minutes are over";
    EXPECT_TRUE(rpc::loadIdentity(state())->peers.empty());
}

TEST_F(PairingTest, TakesACodeOnce)
{
    const auto code = open();
    ASSERT_TRUE(pair(code, m_own));
    const auto second = pair(code, rpc::newIdentity("other"), "other");
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::NotAllowed);
    EXPECT_EQ(rpc::loadIdentity(state())->peers.size(), 1U);
}

TEST_F(PairingTest, IsOverAfterFiveWrongCodes)
{
    const auto code = open();
    auto wrong = code;
    wrong.bytes[9] ^= 1;
    for (int i = 0; i < rpc::PairingWindow::mostTries; ++i) {
        const auto result = pair(wrong, m_own);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, ErrorCode::NotAllowed) << i;
    }
    EXPECT_FALSE(m_desk->isOpen());
    EXPECT_FALSE(pair(code, m_own)) << "the right one comes too late";
    EXPECT_THAT(m_told.at(1), HasSubstr("pairing denied to the certificate with sha256 " + m_own.fingerprint()));
}

TEST_F(PairingTest, GivesAStrangerNothingButThePairing)
{
    open();
    rpc::Client client("stranger");
    ASSERT_FALSE(connectAs(knowing(m_own), client));
    for (const char *method : {"status", "events", "clock", "switchover", "pair_open"}) {
        std::optional<Result<QJsonObject>> answer;
        client.request(method, {{"node", "maxscale1"}, {"t0_ns", 1}}, [&](auto given) { answer = std::move(given); });
        ASSERT_TRUE(waitUntil([&] { return answer.has_value(); }));
        ASSERT_FALSE(*answer) << method;
        EXPECT_EQ(answer->error().code, ErrorCode::NotAllowed) << method;
    }
}

TEST_F(PairingTest, LetsFourStrangersInAtATime)
{
    open();
    std::vector<std::unique_ptr<rpc::Client>> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(std::make_unique<rpc::Client>("stranger"));
        EXPECT_EQ(connectAs(knowing(rpc::newIdentity("x")), *clients.back()).has_value(), i == 4) << i;
    }
}

TEST_F(PairingTest, PutsNobodyInAnothersPlace)
{
    ASSERT_TRUE(pair(open(), m_own));
    const auto taken = pair(open(), rpc::newIdentity("other"), "dba@desk");
    ASSERT_FALSE(taken);
    EXPECT_THAT(taken.error().text, HasSubstr("another \"dba@desk\""));
    EXPECT_TRUE(m_desk->isOpen()) << "it costs no try";
    EXPECT_FALSE(pair(open(), rpc::newIdentity("other"), "a b")) << "no name";
    ASSERT_TRUE(pair(open(Role::Viewer), m_own)) << "the same certificate may be paired again";
    ASSERT_EQ(rpc::loadIdentity(state())->peers.size(), 1U);
    EXPECT_EQ(rpc::loadIdentity(state())->peers[0].role, Role::Viewer);
}

TEST_F(PairingTest, EndsWhereSomebodyAsksWronglyForTooLong)
{
    open();
    for (int i = 0; i < PairingDesk::mostDenials; ++i) {
        EXPECT_TRUE(m_desk->isOpen()) << i;
        EXPECT_FALSE(m_desk->take({"no name", "", m_own.fingerprint()}));
    }
    EXPECT_FALSE(m_desk->isOpen());
}

/// Has the agent's place, and passes on what the agent says: but its certificate is its own.
TEST_F(PairingTest, IsNotFooledByOneWhoStandsBetween)
{
    const auto code = open();
    const QTemporaryDir directory;
    ASSERT_TRUE(rpc::createIdentity(directory.path().toStdString(), "between"));
    class Relay : public FakeNode
    {
    public:
        bool admitsStrangers() const override { return true; }
        Result<QJsonObject> pair(const PairingRequest &) override
        {
            return QJsonObject{{"node", "maxscale1"}, {"role", "admin"}, {"proof", QString(64, QLatin1Char('a'))}};
        }
    } relay;
    ApiServer server(relay, *rpc::loadIdentity(directory.path().toStdString()), "maxscale1");
    ASSERT_TRUE(server.listen("127.0.0.1", 0));
    rpc::PairingClient client(m_own, "dba@desk");
    std::optional<Result<rpc::PairingClient::Paired>> result;
    client.pair("127.0.0.1", server.port(), code, [&](auto given) { result = std::move(given); });
    ASSERT_TRUE(waitUntil([&] { return result.has_value(); }));
    ASSERT_FALSE(*result);
    EXPECT_EQ(result->error().code, ErrorCode::NotAllowed);
    EXPECT_THAT(result->error().text, HasSubstr("somebody stands between"));
}

} // namespace
} // namespace tandem::agent
