// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/vipcaller.h"
#include "fleet/vipview.h"

#include "tests/maxscale/fakeserver.h"
#include "tests/maxscale/waituntil.h"

#include <QCoreApplication>
#include <algorithm>
#include <gtest/gtest.h>

using namespace tandem;
using namespace tandem::fleet;
using namespace std::chrono_literals;
using maxscale::ProbeOutcome;
using maxscale::ProbeResult;
using Agreement = VipView::Agreement;

namespace {

constexpr std::int64_t now = 1'790'000'000'000'000'000;
constexpr std::int64_t second = 1'000'000'000;

class VipViewTest : public testing::Test
{
protected:
    explicit VipViewTest(const std::string &vip = "10.77.0.100")
    {
        m_cluster.nodes = {config::Node{.name = "maxscale1"}, config::Node{.name = "maxscale2"}};
        m_cluster.nodes[0].versionString = "PrimaryMaxScale";
        m_cluster.nodes[1].versionString = "SecondaryMaxScale";
        config::Instance instance{.name = "VI_1", .virtualRouterId = *VirtualRouterId::of(51)};
        instance.virtualAddresses = {{*IpNetwork::parse(vip + "/24"), {}, {}}};
        m_cluster.instances = {instance};
        m_cluster.maxscale = config::MaxScale{};
        m_nodes = {node("maxscale1"), node("maxscale2")};
        hold(0, vip + "/24");
        m_view.vip = vip;
        m_view.port = 4006;
    }
    static model::NodeStatus node(const std::string &name)
    {
        model::NodeStatus status;
        status.name = name;
        status.reachable = true;
        status.instances = {model::InstanceStatus{.name = "VI_1"}};
        return status;
    }
    void hold(std::size_t i, const std::string &vip) { m_nodes[i].instances[0].heldVips = {vip}; }
    static ProbeResult greeting(const std::string &versionString)
    {
        ProbeResult result;
        result.outcome = ProbeOutcome::Greeted;
        result.versionString = versionString;
        return result;
    }
    const VipView &hear(const ProbeResult &answer, std::int64_t atNs = now)
    {
        return m_view = viewAfter(m_view, answer, m_cluster, m_nodes, atNs);
    }

    config::Cluster m_cluster;
    std::vector<model::NodeStatus> m_nodes;
    VipView m_view;
};

} // namespace

TEST_F(VipViewTest, AgreesWhenTheHolderGreets)
{
    hear(greeting("PrimaryMaxScale"));
    EXPECT_EQ(m_view.agreement, Agreement::Agrees);
    EXPECT_EQ(m_view.who, "maxscale1");
    EXPECT_EQ(m_view.holders, "maxscale1");
    EXPECT_TRUE(alarmsOf({m_view}).empty());
}

TEST_F(VipViewTest, AlarmsAboutTheSecondGreetingInARowOfANodeThatDoesNotHoldIt)
{
    hear(greeting("SecondaryMaxScale"), now);
    EXPECT_EQ(m_view.agreement, Agreement::Disagrees);
    EXPECT_TRUE(alarmsOf({m_view}).empty()) << "it may just have moved";
    hear(greeting("SecondaryMaxScale"), now + 5 * second);
    const auto alarms = alarmsOf({m_view});
    ASSERT_EQ(alarms.size(), 1U);
    EXPECT_EQ(alarms[0].code, "vip-answered-by-other-here");
    EXPECT_EQ(alarms[0].sinceNs, now);
    EXPECT_EQ(alarms[0].text,
              "this computer reaches maxscale2 at 10.77.0.100, but maxscale1 holds it: an old neighbour "
              "entry here or in a router on the way, or a second owner");
    hear(greeting("PrimaryMaxScale"), now + 10 * second);
    EXPECT_TRUE(alarmsOf({m_view}).empty());
}

TEST_F(VipViewTest, KnowsAForeignHostByAGreetingThatIsNoNodes)
{
    hear(greeting("8.0.36-other"));
    EXPECT_EQ(m_view.agreement, Agreement::Disagrees);
    EXPECT_EQ(m_view.who, "8.0.36-other");
}

TEST_F(VipViewTest, IsUnclearWhereGreetingsTellNobodyApart)
{
    m_cluster.nodes[1].versionString = "PrimaryMaxScale";
    EXPECT_EQ(hear(greeting("PrimaryMaxScale")).agreement, Agreement::Unclear) << "both greet so";
    m_cluster.nodes[1].versionString.clear();
    EXPECT_EQ(hear(greeting("10.11.9-other")).agreement, Agreement::Unclear) << "the file does not say how all greet";
}

TEST_F(VipViewTest, IsUnclearWhereTheHoldersMaxScaleIsKnownToGreetOtherwise)
{
    m_nodes[0].alarms = {model::Alarm{.code = "maxscale-version-string"}};
    EXPECT_EQ(hear(greeting("10.11.9-other")).agreement, Agreement::Unclear);
}

TEST_F(VipViewTest, IsUnclearWhileNobodySaysToHoldIt)
{
    m_nodes[0].reachable = false;
    hear(greeting("PrimaryMaxScale"));
    EXPECT_EQ(m_view.agreement, Agreement::Unclear);
    EXPECT_EQ(m_view.who, "maxscale1");
}

TEST_F(VipViewTest, TakesAnErrorPacketForSomebodyAndSilenceForNoWay)
{
    ProbeResult answer;
    answer.outcome = ProbeOutcome::ErrorPacket;
    EXPECT_EQ(hear(answer).agreement, Agreement::Unclear);
    for (const ProbeOutcome outcome : {ProbeOutcome::Silent, ProbeOutcome::Refused, ProbeOutcome::Unreachable}) {
        answer.outcome = outcome;
        EXPECT_EQ(hear(answer).agreement, Agreement::Unreachable);
    }
    EXPECT_TRUE(alarmsOf({m_view}).empty()) << "this computer may have no way to it";
}

namespace {

class VipCallerTest : public VipViewTest
{
protected:
    VipCallerTest() : VipViewTest("127.0.0.1")
    {
        m_cluster.maxscale->listeners = {m_server.port(), 1};
        m_server.onConnect = [](test::FakeServer &server, std::size_t i) {
            server.send(i, test::greeting("SecondaryMaxScale"));
        };
    }
    /// 127.0.0.2 and on, where nobody listens.
    void addSilentVips(std::size_t count)
    {
        auto &vips = m_cluster.instances.front().virtualAddresses;
        for (std::size_t i = 0; i < count; ++i)
            vips.push_back({*IpNetwork::parse("127.0.0." + std::to_string(i + 2) + "/24"), {}, {}});
    }
    static std::size_t asked(const VipCaller &caller)
    {
        return static_cast<std::size_t>(std::ranges::count_if(
            caller.views(), [](const VipView &view) { return view.agreement != Agreement::Unasked; }));
    }
    test::FakeServer m_server;
};

} // namespace

TEST_F(VipCallerTest, WhereThereAreManyVipsTheyTakeTurns)
{
    addSilentVips(VipCaller::mostARound + 3);
    VipCaller caller(
        m_cluster, [this]() -> const auto & { return m_nodes; }, 20ms);
    caller.start();
    EXPECT_TRUE(test::waitUntil([&] { return asked(caller) == caller.views().size(); }));
}

TEST_F(VipCallerTest, ARoundIsOfNoMoreThanItMayBe)
{
    addSilentVips(VipCaller::mostARound + 3);
    VipCaller caller(
        m_cluster, [this]() -> const auto & { return m_nodes; }, 1h);
    caller.start();
    ASSERT_TRUE(test::waitUntil([&] { return asked(caller) >= VipCaller::mostARound; }));
    for (int turn = 0; turn < 100; ++turn)
        QCoreApplication::processEvents();
    EXPECT_EQ(asked(caller), VipCaller::mostARound);
}

TEST_F(VipCallerTest, OneThatKeepsSilentIsGivenUpThoughItsTurnComesAgainMeanwhile)
{
    m_server.onConnect = {};
    VipCaller caller(
        m_cluster, [this]() -> const auto & { return m_nodes; }, VipCaller::timeout / 4);
    caller.start();
    EXPECT_TRUE(test::waitUntil([&] { return caller.views().at(0).agreement == Agreement::Unreachable; }));
}

TEST_F(VipCallerTest, AsksAgainAndAgainAndLeavesNoConnectionBehind)
{
    VipCaller caller(
        m_cluster, [this]() -> const auto & { return m_nodes; }, 20ms);
    caller.start();
    ASSERT_TRUE(test::waitUntil([&] { return caller.views().at(0).inARow >= 3; }));
    EXPECT_EQ(caller.views()[0].agreement, Agreement::Disagrees);
    EXPECT_EQ(caller.views()[0].who, "maxscale2");
    EXPECT_EQ(alarmsOf(caller.views()).size(), 1U);
    EXPECT_LE(m_server.openConnections(), 2U);
}

TEST_F(VipCallerTest, AsksNobodyWithoutAListener)
{
    m_cluster.maxscale->listeners.clear();
    const VipCaller caller(
        m_cluster, [this]() -> const auto & { return m_nodes; });
    EXPECT_TRUE(caller.views().empty());
}
