// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/peers/peerlinks.h"

#include "cluster.h"
#include "daemon/agent/api/apiserver.h"
#include "daemon/agent/api/nodeview.h"
#include "tests/maxscale/fakeserver.h"
#include "tests/maxscale/waituntil.h"

#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using test::waitUntil;

class FakeView : public NodeView
{
public:
    std::string journalId() const override { return "1"; }
    Result<model::NodeStatus> statusOf(const std::string &) const override { return fail(ErrorCode::Usage, {}, "no"); }
    void failoverReadiness(const std::string &, ActionReply reply) override { reply(QJsonObject()); }
    void carryOut(const Action &action, ActionReply reply) override
    {
        m_action = action;
        reply(QJsonObject{{"done", true}});
    }
    std::optional<Action> m_action;
    model::NodeStatus status() const override { return m_status; }
    Result<std::vector<model::Event>> events(std::uint64_t, int) const override { return std::vector<model::Event>{}; }
    std::uint64_t lastEventSeq() const override { return 0; }
    Result<std::vector<model::HealthSample>> samples(std::int64_t, int) const override
    {
        return std::vector<model::HealthSample>{};
    }
    Result<std::vector<model::HealthRollup>> rollups(model::Resolution, std::int64_t, std::int64_t, int) const override
    {
        return std::vector<model::HealthRollup>{};
    }
    void become(bool passive)
    {
        m_status.maxscale.reachable = true;
        m_status.maxscale.passive = passive;
        emit statusChanged();
    }
    model::NodeStatus m_status;
};

class PeerLinksTest : public testing::Test
{
protected:
    void SetUp() override
    {
        m_view.m_status.name = "maxscale2";
        ASSERT_TRUE(serve());
    }
    bool serve()
    {
        m_server = std::make_unique<ApiServer>(m_view, m_identities.of("maxscale2"), "maxscale2");
        const auto done = m_server->listen("127.0.0.1", m_port);
        m_port = m_server->port();
        return done.has_value();
    }
    void connectTo(const std::string &name, std::uint16_t port, const std::string &us = "maxscale1")
    {
        m_links = std::make_unique<PeerLinks>(std::vector{PeerAddress{name, "127.0.0.1", port}}, m_identities.of(us),
                                              us, PeerLinks::Times{50ms, 300ms, 20ms, 100ms});
        QObject::connect(m_links.get(), &PeerLinks::heard,
                         [this](const QString &, const std::optional<model::NodeStatus> &status) {
                             ++m_words;
                             m_status = status;
                         });
        m_links->start();
    }
    bool hears(bool passive)
    {
        return waitUntil([&] { return m_status && m_status->maxscale.passive == passive; });
    }
    bool losesIt()
    {
        return waitUntil([&] { return m_words > 0 && !m_status; });
    }

    test::Identities m_identities{{"maxscale1", "maxscale2"}};
    FakeView m_view;
    std::uint16_t m_port = 0;
    std::unique_ptr<ApiServer> m_server;
    std::unique_ptr<PeerLinks> m_links;
    std::optional<model::NodeStatus> m_status;
    int m_words = 0;
};

} // namespace

TEST_F(PeerLinksTest, HearsAPeersStatusAndEachChange)
{
    m_view.become(true);
    connectTo("maxscale2", m_port);
    ASSERT_TRUE(hears(true));
    EXPECT_THAT(m_links->unreachable(0s), testing::IsEmpty());
    m_view.become(false);
    ASSERT_TRUE(hears(false));
}

TEST_F(PeerLinksTest, SaysThatAPeerIsGoneAndFindsItAgain)
{
    m_view.become(true);
    connectTo("maxscale2", m_port);
    ASSERT_TRUE(hears(true));
    m_server.reset();
    ASSERT_TRUE(losesIt());
    ASSERT_EQ(m_links->unreachable(0s).size(), 1U);
    EXPECT_EQ(m_links->unreachable(0s).front().first, "maxscale2");
    EXPECT_THAT(m_links->unreachable(1h), testing::IsEmpty()) << "not for so long";
    ASSERT_TRUE(serve());
    ASSERT_TRUE(hears(true));
}

TEST_F(PeerLinksTest, KeepsALinkOnWhichNothingChanges)
{
    m_view.become(true);
    connectTo("maxscale2", m_port);
    ASSERT_TRUE(hears(true));
    const int words = m_words;
    EXPECT_FALSE(waitUntil([&] { return m_words != words; }, 1s)) << "three times its silence";
    EXPECT_THAT(m_links->unreachable(0s), testing::IsEmpty());
}

TEST_F(PeerLinksTest, TakesAPeerThatAcceptsAndIsSilentForGone)
{
    test::FakeServer silent;
    connectTo("maxscale2", silent.port());
    ASSERT_TRUE(losesIt());
    ASSERT_TRUE(waitUntil([&] { return silent.connections().size() >= 2; })) << "and tries again";
}

TEST_F(PeerLinksTest, TakesOnlyTheCertificateThatIsPinnedForThatPeer)
{
    m_view.become(true);
    connectTo("maxscale1", m_port, "maxscale2"); // at maxscale1's address maxscale2 answers
    ASSERT_TRUE(losesIt());
    EXPECT_FALSE(waitUntil([&] { return m_status.has_value(); }, 300ms));
}

TEST(PeersOf, NamesAllOtherNodesAndTheAgentsPort)
{
    config::Cluster cluster;
    cluster.helper.listen.port = 8732;
    cluster.nodes = {{"maxscale1", *IpAddress::parse("10.77.0.1"), {}, "eth0", 150, ""},
                     {"maxscale2", *IpAddress::parse("10.77.0.2"), {}, "eth0", 100, ""}};
    const auto peers = peersOf(cluster, "maxscale1");
    ASSERT_EQ(peers.size(), 1U);
    EXPECT_EQ(peers.front().name, "maxscale2");
    EXPECT_EQ(peers.front().host, "10.77.0.2");
    EXPECT_EQ(peers.front().port, 8732);
}

TEST_F(PeerLinksTest, AsksAPeerForAnActionAndSaysForWhom)
{
    connectTo("maxscale2", m_port);
    ASSERT_TRUE(waitUntil([&] { return m_status.has_value(); }));
    std::optional<Result<QJsonObject>> answer;
    m_links->call(
        "maxscale2", "switchover", {{"node", "maxscale2"}, {"asked_by", "alice"}},
        [&](Result<QJsonObject> result) { answer = std::move(result); }, 2s);
    ASSERT_TRUE(waitUntil([&] { return answer.has_value(); }));
    ASSERT_TRUE(*answer) << describe(answer->error());
    EXPECT_EQ(m_view.m_action, (Action{Action::Kind::Switchover, "maxscale2", {}, "alice", "maxscale1"}));
    EXPECT_TRUE(m_links->statusOf("maxscale2")->reachable);
}

TEST_F(PeerLinksTest, SaysThatAPeerIsOutOfReachAndWhatItSaidLast)
{
    m_view.become(true);
    connectTo("maxscale2", m_port);
    ASSERT_TRUE(waitUntil([&] { return m_status.has_value(); }));
    m_server.reset();
    ASSERT_TRUE(waitUntil([&] { return !m_status.has_value(); }));
    std::optional<Result<QJsonObject>> answer;
    m_links->call(
        "maxscale2", "switchover", {}, [&](Result<QJsonObject> result) { answer = std::move(result); }, 2s);
    EXPECT_FALSE(answer) << "never from within the call";
    ASSERT_TRUE(waitUntil([&] { return answer.has_value(); }));
    ASSERT_FALSE(*answer);
    EXPECT_EQ(answer->error().code, ErrorCode::NotReachable);
    EXPECT_THAT(answer->error().text, testing::HasSubstr("maxscale2 is out of reach"));
    EXPECT_FALSE(m_links->statusOf("maxscale2")->reachable);
    EXPECT_EQ(m_links->statusOf("maxscale2")->maxscale.passive, true);
    EXPECT_FALSE(m_links->statusOf("nobody"));
}

} // namespace tandem::agent
