// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/clusterstatus.h"

#include "fleet/statusjson.h"

#include <QJsonArray>
#include <QJsonObject>
#include <algorithm>
#include <gtest/gtest.h>

using namespace tandem;
using namespace tandem::fleet;
using model::AlarmSeverity;
using model::EngineState;
using model::VrrpState;

namespace {

constexpr std::int64_t now = 1'790'000'000'000'000'000;
constexpr std::int64_t second = 1'000'000'000;

config::Instance anInstance(const std::string &name, const std::string &vip)
{
    config::Instance instance{.name = name, .virtualRouterId = *VirtualRouterId::of(51)};
    instance.virtualAddresses = {{*IpNetwork::parse(vip), {}, {}}};
    return instance;
}

class CombineTest : public testing::Test
{
protected:
    CombineTest()
    {
        m_cluster.name = "shop";
        for (const int i : {1, 2}) {
            config::Node node;
            node.name = "maxscale" + std::to_string(i);
            node.priority = static_cast<std::uint8_t>(200 - 50 * i);
            m_cluster.nodes.push_back(node);
        }
        m_cluster.instances = {anInstance("VI_1", "10.77.0.100/24")};
        m_cluster.maxscale = config::MaxScale{};
        m_cluster.maxscale->mode = config::Mode::Passive;
        m_nodes = {node("maxscale1", VrrpState::Master), node("maxscale2", VrrpState::Backup)};
    }

    static model::NodeStatus node(const std::string &name, VrrpState state)
    {
        const bool master = state == VrrpState::Master;
        model::NodeStatus status;
        status.name = name;
        status.reachable = true;
        status.engineState = EngineState::Running;
        status.maxscale.reachable = true;
        status.maxscale.verdict = "ok";
        status.maxscale.passive = !master;
        status.maxscale.servers = {{"server1", "Master, Running", {}, {}}, {"server2", "Slave, Running", {}, {}}};
        model::InstanceStatus instance;
        instance.name = "VI_1";
        instance.state = state;
        instance.effectivePriority = master ? 150 : 100;
        instance.vips = {"10.77.0.100"};
        if (master)
            instance.heldVips = {"10.77.0.100"};
        status.instances = {instance};
        return status;
    }

    ClusterStatus combined(const ClusterStatus *before = nullptr, std::int64_t atNs = now) const
    {
        return combine(m_cluster, m_nodes, atNs, before);
    }

    std::vector<std::string> codes() const
    {
        std::vector<std::string> found;
        for (const auto &alarm : combined().alarms)
            found.push_back(alarm.code);
        return found;
    }

    model::InstanceStatus &instance(std::size_t of) { return m_nodes[of].instances[0]; }

    using Codes = std::vector<std::string>;
    config::Cluster m_cluster;
    std::vector<model::NodeStatus> m_nodes;
};

} // namespace

TEST_F(CombineTest, AHealthyClusterHasNoAlarmAndOneOwner)
{
    const auto status = combined();
    EXPECT_TRUE(status.healthy());
    EXPECT_EQ(status.cluster, "shop");
    ASSERT_EQ(status.instances.size(), 1U);
    const auto &view = status.instances[0];
    EXPECT_EQ(view.vipOwner, std::vector<std::string>{"maxscale1"});
    EXPECT_EQ(view.vips, std::vector<std::string>{"10.77.0.100"});
    EXPECT_EQ(view.states.at("maxscale1"), VrrpState::Master);
    EXPECT_EQ(view.states.at("maxscale2"), VrrpState::Backup);
    EXPECT_EQ(view.effectivePriority.at("maxscale2"), 100);
}

TEST_F(CombineTest, ClustersInWhichNodesAreListedOtherwiseKeepTheOrderOfTheFile)
{
    std::swap(m_nodes[0], m_nodes[1]);
    const auto status = combined();
    EXPECT_EQ(status.nodes[0].name, "maxscale1");
    EXPECT_EQ(status.nodes[1].name, "maxscale2");
}

TEST_F(CombineTest, NoOwnerIsAnAlarm)
{
    instance(0).heldVips.clear();
    instance(0).state = VrrpState::Fault;
    EXPECT_EQ(codes(), Codes{"no-vip-owner"});
    const auto alarm = combined().alarms[0];
    EXPECT_EQ(alarm.id, "/no-vip-owner/VI_1");
    EXPECT_EQ(alarm.instance, "VI_1");
    EXPECT_EQ(alarm.severity, AlarmSeverity::Critical);
    EXPECT_NE(alarm.text.find("10.77.0.100"), std::string::npos);
    EXPECT_TRUE(combined().instances[0].vipOwner.empty());
}

TEST_F(CombineTest, NoOwnerIsNotSaidWhileANodeThatMayOwnItIsUnknown)
{
    m_nodes[0].reachable = false;
    EXPECT_EQ(codes(), Codes{"helper-unreachable"});
    m_nodes[0].reachable = true;
    m_nodes[0].engineState = EngineState::Unknown;
    EXPECT_EQ(codes(), Codes{});
    m_nodes[0].engineState = EngineState::Stopped;
    EXPECT_EQ(codes(), Codes{"no-vip-owner"}) << "a stopped engine holds nothing";
}

TEST_F(CombineTest, TwoOwnersAreAnAlarm)
{
    instance(1).heldVips = {"10.77.0.100"};
    instance(1).state = VrrpState::Master;
    EXPECT_EQ(codes(), Codes{"two-vip-owners"});
    EXPECT_EQ(combined().instances[0].vipOwner, (std::vector<std::string>{"maxscale1", "maxscale2"}));
    EXPECT_NE(combined().alarms[0].text.find("maxscale1 and maxscale2"), std::string::npos);
}

TEST_F(CombineTest, VipsOfOneInstanceAreJudgedOneByOne)
{
    m_cluster.instances[0].virtualAddresses.push_back({*IpNetwork::parse("10.77.0.101/24"), {}, {}});
    instance(0).heldVips = {"10.77.0.100/32"}; // with or without its prefix
    EXPECT_EQ(codes(), (Codes{"no-vip-owner", "master-without-vip"}));
    EXPECT_EQ(combined().alarms[0].text.find("10.77.0.100 "), std::string::npos) << "this one is owned";
    instance(1).heldVips = {"10.77.0.101"};
    instance(1).state = VrrpState::Master;
    EXPECT_EQ(codes(), (Codes{"master-without-vip", "master-without-vip"})) << "each VIP has one owner";
}

TEST_F(CombineTest, AMasterWithoutItsVipIsAnAlarm)
{
    instance(0).heldVips.clear();
    EXPECT_EQ(codes(), (Codes{"no-vip-owner", "master-without-vip"}));
    EXPECT_EQ(combined().alarms[1].id, "maxscale1/master-without-vip/VI_1");
}

TEST_F(CombineTest, ABackupThatHoldsTheVipIsAnAlarm)
{
    instance(1).heldVips = {"10.77.0.100"};
    EXPECT_EQ(codes(), (Codes{"two-vip-owners", "vip-without-master"}));
    EXPECT_NE(combined().alarms[1].text.find("maxscale2 is BACKUP"), std::string::npos);
}

TEST_F(CombineTest, TheAddressOwnerHoldsItsAddressInEveryState)
{
    m_cluster.nodes[0].priority = 255;
    instance(0).state = VrrpState::Backup;
    EXPECT_EQ(codes(), Codes{});
}

TEST_F(CombineTest, AnUnreachableHelperIsAnAlarmAndSaysNothing)
{
    m_nodes[1].reachable = false;
    m_nodes[1].alarms = {{"maxscale2/old", "old", AlarmSeverity::Critical, "maxscale2", {}, 1, "of yesterday"}};
    instance(1).heldVips = {"10.77.0.100"}; // last known
    const auto status = combined();
    EXPECT_EQ(codes(), Codes{"helper-unreachable"});
    EXPECT_EQ(status.alarms[0].id, "maxscale2/helper-unreachable");
    EXPECT_EQ(status.instances[0].states.at("maxscale2"), VrrpState::Unknown);
    EXPECT_FALSE(status.instances[0].effectivePriority.at("maxscale2"));
    EXPECT_EQ(status.instances[0].vipOwner, std::vector<std::string>{"maxscale1"});
}

TEST_F(CombineTest, ANodeThatWasNeverHeardIsThereByItsName)
{
    m_nodes.pop_back();
    const auto status = combined();
    ASSERT_EQ(status.nodes.size(), 2U);
    EXPECT_EQ(status.nodes[1].name, "maxscale2");
    EXPECT_FALSE(status.nodes[1].reachable);
    EXPECT_EQ(codes(), Codes{"helper-unreachable"});
}

TEST_F(CombineTest, AStoppedEngineIsStoppedAnUnknownOneUnknown)
{
    m_nodes[1].engineState = EngineState::Stopped;
    EXPECT_EQ(combined().instances[0].states.at("maxscale2"), VrrpState::Stopped);
    m_nodes[1].engineState = EngineState::Unknown;
    EXPECT_EQ(combined().instances[0].states.at("maxscale2"), VrrpState::Unknown);
}

TEST_F(CombineTest, TwoActiveMaxScalesAreAnAlarmThatKeepsItsBeginning)
{
    m_nodes[1].maxscale.passive = false;
    ASSERT_EQ(codes(), Codes{"both-active"});
    const ClusterStatus before = combined();
    EXPECT_EQ(before.alarms[0].sinceNs, now);
    EXPECT_EQ(combined(&before, now + 5 * second).alarms[0].sinceNs, now);
    m_cluster.maxscale->mode = config::Mode::None;
    EXPECT_EQ(codes(), Codes{}) << "only in mode passive it is Tandem's to judge";
}

TEST_F(CombineTest, WhatAChangeOfRolesShowsForAMomentIsPendingUntilItHasLasted)
{
    const ClusterStatus healthy = combined();
    m_nodes[1].maxscale.passive = false;
    const ClusterStatus moving = combined(&healthy);
    EXPECT_TRUE(moving.healthy());
    ASSERT_EQ(moving.pending.size(), 1U);
    EXPECT_EQ(moving.pending[0].code, "both-active");
    const ClusterStatus stillMoving = combined(&moving, now + 3 * second - 1);
    EXPECT_TRUE(stillMoving.healthy());
    const ClusterStatus wrong = combined(&stillMoving, now + 3 * second);
    ASSERT_EQ(wrong.alarms.size(), 1U);
    EXPECT_EQ(wrong.alarms[0].sinceNs, now);
    EXPECT_TRUE(wrong.pending.empty());
    m_nodes[0].maxscale.passive = true;
    EXPECT_TRUE(combined(&moving, now + second).pending.empty()) << "it was a move";
}

TEST_F(CombineTest, AVipWithoutAnOwnerIsNeverPending)
{
    const ClusterStatus healthy = combined();
    instance(0).heldVips.clear();
    EXPECT_FALSE(combined(&healthy).healthy());
}

TEST_F(CombineTest, NoActiveMaxScaleIsAnAlarm)
{
    m_nodes[0].maxscale.passive = true;
    EXPECT_EQ(codes(), Codes{"none-active"});
    m_nodes[0].maxscale.passive.reset();
    EXPECT_EQ(codes(), Codes{}) << "it may be active";
    m_nodes[0].maxscale.reachable = false;
    m_nodes[0].maxscale.verdict = "refused";
    EXPECT_EQ(codes(), Codes{"none-active"}) << "a dead one is not active";
    m_nodes[0].maxscale.verdict.clear();
    EXPECT_EQ(codes(), Codes{}) << "nobody has looked yet";
    m_nodes[0].reachable = false;
    EXPECT_EQ(codes(), Codes{"helper-unreachable"}) << "behind a silent helper it may be active";
    m_nodes[0].reachable = true;
    m_nodes[0].maxscale.verdict = m_nodes[1].maxscale.verdict = "refused";
    m_nodes[1].maxscale.reachable = false;
    EXPECT_EQ(codes(), Codes{}) << "no MaxScale at all is the nodes' own alarm";
}

TEST_F(CombineTest, DifferentDatabaseMastersAreAnAlarm)
{
    m_nodes[1].maxscale.servers = {{"server1", "Slave, Running", {}, {}}, {"server2", "Master, Running", {}, {}}};
    EXPECT_EQ(codes(), Codes{"masters-differ"});
    EXPECT_NE(combined().alarms[0].text.find("maxscale1: server1; maxscale2: server2"), std::string::npos);
    m_nodes[1].maxscale.servers = {{"server1", "Running", {}, {}}, {"server2", "Relay Master, Running", {}, {}}};
    EXPECT_EQ(codes(), Codes{"masters-differ"}) << "one has none; a relay master is no Master";
    m_nodes[1].maxscale.servers.clear();
    EXPECT_EQ(codes(), Codes{}) << "not known yet";
    m_nodes[1].maxscale.servers = {{"server1", "Slave, Running", {}, {}}, {"server2", "Master, Running", {}, {}}};
    m_nodes[1].maxscale.reachable = false;
    m_nodes[1].maxscale.verdict = "frozen";
    EXPECT_EQ(codes(), Codes{}) << "what a dead MaxScale said last is no opinion";
}

TEST_F(CombineTest, NoDatabaseMasterAnywhereIsAnAlarm)
{
    for (auto &node : m_nodes)
        node.maxscale.servers = {{"server1", "Down", {}, {}}};
    EXPECT_EQ(codes(), Codes{"no-master"});
}

TEST_F(CombineTest, TheNodesOwnAlarmsComeWithTheOthersWorstAndOldestFirst)
{
    m_nodes[0].alarms = {{"a", "warn-new", AlarmSeverity::Warning, "maxscale1", {}, 20, ""},
                         {"b", "critical-new", AlarmSeverity::Critical, "maxscale1", {}, 15, ""},
                         {"c", "warn-old", AlarmSeverity::Warning, "maxscale1", {}, 10, ""}};
    m_nodes[1].maxscale.passive = false;
    EXPECT_EQ(codes(), (Codes{"critical-new", "both-active", "warn-old", "warn-new"}));
}

TEST_F(CombineTest, WhatAnAgentAlarmsOfTheClusterIsNotAlarmedTwice)
{
    m_nodes[1].maxscale.passive = false;
    m_nodes[0].alarms = {
        {"maxscale1/both-active", "both-active", AlarmSeverity::Critical, "maxscale1", "", 5, "as it says"}};
    const auto alarms = combined().alarms;
    ASSERT_EQ(alarms.size(), 1U);
    EXPECT_EQ(alarms[0].sinceNs, 5);
    EXPECT_EQ(alarms[0].text, "as it says");
}

TEST_F(CombineTest, JsonHasTheShapeOfTheContract)
{
    m_nodes[1].reachable = false;
    const QJsonObject json = toJson(combined());
    EXPECT_EQ(json.value("cluster"), "shop");
    const QJsonObject first = json.value("nodes").toArray()[0].toObject();
    EXPECT_EQ(first.value("name"), "maxscale1");
    EXPECT_EQ(first.value("reachable"), true);
    EXPECT_EQ(first.value("engine_state"), "running");
    EXPECT_EQ(first.value("maxscale").toObject().value("passive"), false);
    EXPECT_EQ(first.value("maxscale").toObject().value("servers").toArray()[0].toObject().value("name"), "server1");
    const QJsonObject second = json.value("nodes").toArray()[1].toObject();
    EXPECT_EQ(second.value("reachable"), false);
    EXPECT_EQ(second.value("engine_state"), "unknown");
    EXPECT_TRUE(second.value("maxscale").toObject().value("passive").isNull()) << "nothing stale is shown as now";
    const QJsonObject instance = json.value("instances").toArray()[0].toObject();
    EXPECT_EQ(instance.value("states"), (QJsonObject{{"maxscale1", "MASTER"}, {"maxscale2", "UNKNOWN"}}));
    EXPECT_EQ(instance.value("vip_owner"), QJsonArray{"maxscale1"});
    EXPECT_EQ(instance.value("effective_priority"), (QJsonObject{{"maxscale1", 150}, {"maxscale2", QJsonValue::Null}}));
    EXPECT_EQ(json.value("alarms").toArray()[0].toObject().value("code"), "helper-unreachable");
}

TEST(OneNode, SaysWhatItKnowsAndNothingOfTheOthers)
{
    model::NodeStatus node;
    node.name = "maxscale2";
    node.reachable = true;
    node.engineState = EngineState::Running;
    node.instances = {{"VI_1", VrrpState::Backup, 100, {}, {}, {"10.77.0.100"}, "10.77.0.1", 1}};
    const auto status = ofOneNode("shop", node);
    EXPECT_TRUE(status.healthy()) << "the other node has the VIP";
    EXPECT_EQ(status.instances[0].states.at("maxscale2"), VrrpState::Backup);
    EXPECT_TRUE(status.instances[0].vipOwner.empty());
    EXPECT_EQ(status.instances[0].vips, std::vector<std::string>{"10.77.0.100"});
}
