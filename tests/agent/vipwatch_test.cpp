// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/identity/vipwatch.h"

#include "tests/maxscale/fakeserver.h"
#include "tests/maxscale/waituntil.h"

#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using maxscale::ProbeOutcome;
using test::waitUntil;

class VipWatchTest : public testing::Test
{
protected:
    VipWatchTest()
    {
        m_server.onConnect = [this](test::FakeServer &server, std::size_t i) {
            server.send(i, test::greeting(m_versionString));
        };
    }
    void watch(const std::vector<std::string> &vips)
    {
        VipWatch::Settings settings;
        for (const std::string &vip : vips)
            settings.vips.push_back({*IpAddress::parse(vip), "lo"});
        settings.ports = {m_server.port()};
        settings.interval = 20ms;
        settings.timeout = m_timeout;
        m_watch = std::make_unique<VipWatch>(settings, [this](const WatchedVip &) {
            return Neighbour{Neighbour::State::Resolved, m_mac};
        });
        QObject::connect(m_watch.get(), &VipWatch::seen, [this](const QString &vip) { m_seen << vip; });
        m_watch->start();
    }

    QByteArray m_versionString = "PrimaryMaxScale";
    std::string m_mac = "02:00:00:00:00:01";
    Duration m_timeout = 10s; ///< a question that is not answered at once is not what most tests are about
    test::FakeServer m_server;
    std::unique_ptr<VipWatch> m_watch;
    QStringList m_seen;
};

} // namespace

TEST_F(VipWatchTest, ReadsWhoGreetsAndFromWhere)
{
    watch({"127.0.0.1"});
    ASSERT_TRUE(waitUntil([&] { return m_seen.size() >= 1; }));
    ASSERT_EQ(m_watch->sightings().size(), 1U);
    const VipSighting sighting = m_watch->sightings()[0];
    EXPECT_EQ(sighting.outcome, ProbeOutcome::Greeted);
    EXPECT_EQ(sighting.answer.vip, "127.0.0.1");
    EXPECT_EQ(sighting.answer.port, m_server.port());
    EXPECT_EQ(sighting.answer.versionString, "PrimaryMaxScale");
    EXPECT_EQ(sighting.answer.mac, "02:00:00:00:00:01");
    EXPECT_EQ(sighting.answer.trouble, "");
    EXPECT_GT(sighting.answer.atNs, 0);
}

TEST_F(VipWatchTest, SeesThatSomebodyElseGreetsNow)
{
    watch({"127.0.0.1"});
    ASSERT_TRUE(waitUntil([&] { return m_seen.size() >= 1; }));
    m_versionString = "Foreign";
    ASSERT_TRUE(waitUntil([&] { return m_watch->sightings()[0].answer.versionString == "Foreign"; }));
}

TEST_F(VipWatchTest, AsksAnewWhereAHostAcceptedAndThenLostTheVip)
{
    m_timeout = 10ms;
    m_server.onConnect = [this](test::FakeServer &server, std::size_t i) {
        if (i > 0) // whoever accepted first is gone with the VIP: nothing ever comes on that connection
            server.send(i, test::greeting(m_versionString));
    };
    watch({"127.0.0.1"});
    ASSERT_TRUE(waitUntil([&] { return m_seen.size() >= 3; }));
    EXPECT_EQ(m_watch->sightings()[0].outcome, ProbeOutcome::Silent);
    EXPECT_EQ(m_server.connections().size(), 1U) << "a frozen MaxScale's queue holds one connection of ours";
    m_mac = "02:00:00:00:00:02";
    ASSERT_TRUE(waitUntil([&] { return m_watch->sightings()[0].outcome == ProbeOutcome::Greeted; }));
}

TEST_F(VipWatchTest, SaysWhyNobodyGreets)
{
    m_server.kill();
    watch({"127.0.0.1"});
    ASSERT_TRUE(waitUntil([&] { return m_seen.size() >= 1; }));
    const VipSighting sighting = m_watch->sightings()[0];
    EXPECT_EQ(sighting.outcome, ProbeOutcome::Refused);
    EXPECT_EQ(sighting.answer.versionString, "");
    EXPECT_THAT(sighting.answer.trouble, testing::HasSubstr("connection refused"));
}

TEST_F(VipWatchTest, DoesNotAskAVipThatThisNodeHolds)
{
    watch({"127.0.0.1", "127.0.0.2"});
    ASSERT_TRUE(waitUntil([&] { return m_seen.contains("127.0.0.1"); }));
    m_watch->setHeldVips({"127.0.0.1"});
    for (const VipSighting &sighting : m_watch->sightings())
        EXPECT_EQ(sighting.answer.vip, "127.0.0.2");
    m_seen.clear();
    ASSERT_TRUE(waitUntil([&] { return m_seen.size() >= 3; })) << "of the other one";
    EXPECT_FALSE(m_seen.contains("127.0.0.1"));
    m_watch->setHeldVips({});
    ASSERT_TRUE(waitUntil([&] { return m_seen.contains("127.0.0.1"); }));
}

TEST_F(VipWatchTest, AsksManyVipsInTurns)
{
    std::vector<std::string> vips;
    for (std::size_t i = 1; i <= 2 * VipWatch::mostARound; ++i)
        vips.push_back("127.0.1." + std::to_string(i)); // nobody listens there
    watch(vips);
    ASSERT_TRUE(waitUntil([&] { return m_watch->sightings().size() == vips.size(); }));
    for (std::size_t i = 0; i < vips.size(); ++i)
        EXPECT_EQ(m_seen[static_cast<qsizetype>(i)].toStdString(), vips[i]) << "none twice before all once";
}

TEST(WatchedVips, AreThoseOfTheFileOnTheInterfacesOfTheNode)
{
    config::Cluster cluster;
    cluster.nodes = {{"a", {}, {}, "eth0"}, {"b", {}, {}, "bond0"}};
    config::Instance instance{.name = "VI_1", .virtualRouterId = *VirtualRouterId::of(51)};
    instance.virtualAddresses = {{*IpNetwork::parse("10.77.0.100/24"), "", ""},
                                 {*IpNetwork::parse("10.77.0.101"), "eth9", ""}};
    cluster.instances = {instance, instance};
    EXPECT_THAT(watchedVips(cluster, "b"), testing::ElementsAre(WatchedVip{*IpAddress::parse("10.77.0.100"), "bond0"},
                                                                WatchedVip{*IpAddress::parse("10.77.0.101"), "eth9"}));
}

} // namespace tandem::agent
