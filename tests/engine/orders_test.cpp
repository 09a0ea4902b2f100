// SPDX-License-Identifier: GPL-3.0-or-later
#include "enginetest.h"

#include <gmock/gmock.h>

/// What people ask for: switchover and maintenance.
namespace tandem::engine::testing {

using channel::Order;
using model::EventKind;
using model::VrrpState;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string another =
    "[[vrrp_instance]]\nname = \"VI_2\"\nvirtual_router_id = 52\nvirtual_ipaddress = [\"10.77.0.101/24\"]\n";
const std::string together = "[[sync_group]]\nname = \"G\"\nmembers = [\"VI_1\", \"VI_2\"]\n";

class Orders : public EngineTest
{
protected:
    std::vector<std::string> refusals(Order::Kind kind, const std::string &instance = "")
    {
        const auto answer = engine.order({7, kind, instance});
        EXPECT_EQ(answer.id, 7U);
        std::vector<std::string> words;
        for (const auto &refusal : answer.refusals)
            words.push_back(refusal.instance + " " + refusal.code);
        return words;
    }
    /// As the backup of 10.77.0.1, which is heard.
    void startBehindTheOther(const std::string &text = clusterText(), int priority = 150)
    {
        start(text, "maxscale2");
        hear(priority, own);
        ASSERT_EQ(engine.status().instances[0].masterAddress, "10.77.0.1");
        kernel.takeActs();
    }
};

TEST_F(Orders, ASwitchoverTakesTheVipsAtOnceAboveWhatTheOthersCanHave)
{
    startBehindTheOther();
    EXPECT_THAT(refusals(Order::Kind::Switchover), IsEmpty());
    EXPECT_THAT(kernel.takeActs(), ElementsAre("add", "announce", "advert 151 to 224.0.0.18"));
    EXPECT_EQ(state(), VrrpState::Master);
    EXPECT_EQ(engine.status().instances[0].overridePriority, 151);
    const auto actions = events(EventKind::Action);
    ASSERT_EQ(actions.size(), 1U);
    EXPECT_EQ(actions[0].reason, "switchover to this node was ordered");
    EXPECT_EQ(actions[0].cause.type, model::CauseType::Command);
    EXPECT_EQ(lastReason(EventKind::State), "planned switchover to this node");
    EXPECT_LT(actions[0].seq, events(EventKind::State).back().seq) << "the cause first";
}

TEST_F(Orders, AProbeIsSentOnceAWayAndChangesNothing)
{
    start(clusterText("", another), "maxscale2");
    hear(150, own);
    kernel.takeActs();
    const auto answer = engine.probePaths({4, 250});
    EXPECT_EQ(answer, (channel::PathsProbed{4, 1, "", ""})) << "both instances speak to the same group";
    EXPECT_THAT(kernel.takeActs(), ElementsAre("resign 1 to 224.0.0.18"));
    EXPECT_EQ(state(), VrrpState::Backup);
    EXPECT_EQ(engine.probePaths({5, 52}).refusal, "router id 52 is one of its own");
    EXPECT_EQ(engine.probePaths({5, 0}).refusal, "router id 0 is none");
    EXPECT_THAT(kernel.takeActs(), IsEmpty());
    kernel.sendError = EPERM;
    const auto stopped = engine.probePaths({6, 250});
    EXPECT_EQ(stopped.sent, 0);
    EXPECT_EQ(stopped.trouble, "eth0: 224.0.0.18 cannot be sent to: Operation not permitted");
}

TEST_F(Orders, ACancelledSwitchoverGivesTheConfiguredPriorityBack)
{
    startBehindTheOther();
    refusals(Order::Kind::Switchover);
    kernel.takeActs();
    EXPECT_THAT(refusals(Order::Kind::CancelSwitchover, "VI_1"), IsEmpty());
    EXPECT_THAT(kernel.takeActs(), ElementsAre("advert 100 to 224.0.0.18"));
    EXPECT_EQ(engine.status().instances[0].overridePriority, std::nullopt);
    EXPECT_EQ(events(EventKind::Action).back().instance, "VI_1");
    hear(150, own);
    runFor(3ms); // it returns as planned: the VIP is kept so long beside it
    EXPECT_EQ(state(), VrrpState::Backup);
}

TEST_F(Orders, TheWeightsOfTheOthersDoNotTakeItBack)
{
    startBehindTheOther(
        clusterText("track = [\"c\"]\n", "[[check]]\nname = \"c\"\nkind = \"file\"\nfile = \"/x\"\nweight = 30\n"));
    EXPECT_THAT(refusals(Order::Kind::Switchover), IsEmpty());
    EXPECT_EQ(engine.status().instances[0].overridePriority, 181);
}

TEST_F(Orders, NothingIsAbove254)
{
    auto text = clusterText();
    text.replace(text.find("priority = 150"), 14, "priority = 254");
    startBehindTheOther(text, 254);
    EXPECT_THAT(refusals(Order::Kind::Switchover), ElementsAre("VI_1 priority-too-high"));
    EXPECT_THAT(kernel.takeActs(), IsEmpty());
    EXPECT_THAT(events(EventKind::Action), IsEmpty());
}

TEST_F(Orders, AllInstancesDoItOrNone)
{
    startBehindTheOther(clusterText("", another + "track_interface = [\"eth1\"]\n"));
    kernel.queueInterface("eth1", {true, false});
    engine.wake();
    EXPECT_THAT(refusals(Order::Kind::Switchover), ElementsAre("VI_2 fault"));
    EXPECT_EQ(state(0), VrrpState::Backup);
    EXPECT_THAT(refusals(Order::Kind::Switchover, "VI_1"), IsEmpty());
    EXPECT_EQ(state(0), VrrpState::Master);
}

TEST_F(Orders, OneOfASyncGroupStandsForAllOfIt)
{
    startBehindTheOther(clusterText("", another + together));
    EXPECT_THAT(refusals(Order::Kind::Switchover, "VI_2"), IsEmpty());
    EXPECT_EQ(state(0), VrrpState::Master);
    EXPECT_EQ(state(1), VrrpState::Master);
    kernel.queueInterface("eth0", {true, false});
    engine.wake();
    EXPECT_THAT(refusals(Order::Kind::Switchover, "VI_1"), ElementsAre("VI_1 fault", "VI_2 fault"));
}

TEST_F(Orders, AnInstanceThatIsNotThereIsRefusedByName)
{
    start();
    EXPECT_THAT(refusals(Order::Kind::Switchover, "VI_9"), ElementsAre("VI_9 unknown-instance"));
    EXPECT_THAT(refusals(Order::Kind::CancelSwitchover, "VI_9"), ElementsAre("VI_9 unknown-instance"));
}

TEST_F(Orders, AnInstanceThatCouldNotBeStartedIsRefused)
{
    kernel.unpreparable = 0;
    EXPECT_FALSE(engine.apply(configOf(clusterText())).has_value());
    EXPECT_THAT(refusals(Order::Kind::Switchover), ElementsAre("VI_1 not-running"));
}

TEST_F(Orders, MaintenanceOfTheNodeIsNotRefusedForTheSakeOfOneThatCouldNotBeStarted)
{
    kernel.unpreparable = 0;
    const auto text = clusterText() + another;
    EXPECT_FALSE(engine.apply(configOf(text)).has_value());
    EXPECT_THAT(refusals(Order::Kind::MaintenanceOn), IsEmpty());
    EXPECT_TRUE(engine.inMaintenance());
    EXPECT_EQ(engine.status().instances[1].effectivePriority, 1);
    kernel.unpreparable = mostInstances;
    auto config = configOf(text);
    config.maintenance = true; // as the guard hands it on
    ASSERT_TRUE(engine.apply(std::move(config)).has_value());
    EXPECT_EQ(engine.status().instances[0].effectivePriority, 1) << "it is in force for what starts later";
    EXPECT_THAT(refusals(Order::Kind::MaintenanceOff), IsEmpty());
    EXPECT_EQ(engine.status().instances[0].effectivePriority, 150);
}

TEST_F(Orders, MaintenanceGivesUpInOrderAndIsTheLastResort)
{
    start();
    becomeMaster();
    kernel.takeActs();
    EXPECT_THAT(refusals(Order::Kind::MaintenanceOn), IsEmpty());
    EXPECT_THAT(kernel.takeActs(), ElementsAre("remove", "resign 0 to 224.0.0.18"));
    EXPECT_TRUE(engine.inMaintenance());
    EXPECT_TRUE(engine.status().maintenance);
    EXPECT_EQ(lastReason(EventKind::State), "maintenance was turned on");
    EXPECT_EQ(events(EventKind::Action).back().to, "maintenance-on");
    EXPECT_THAT(refusals(Order::Kind::Switchover), ElementsAre("VI_1 in-maintenance"));
    hear(100);
    runFor(5s);
    EXPECT_THAT(kernel.takeActs(), Contains("advert 1 to 224.0.0.18")) << "nobody else is there";
    EXPECT_THAT(refusals(Order::Kind::MaintenanceOff), IsEmpty());
    EXPECT_THAT(kernel.takeActs(), ElementsAre("advert 150 to 224.0.0.18"));
    EXPECT_FALSE(engine.status().maintenance);
}

TEST_F(Orders, MaintenanceOfAnEngineBeforeIsInForceFromTheStart)
{
    auto config = configOf(clusterText());
    config.maintenance = true;
    ASSERT_TRUE(engine.apply(config).has_value());
    EXPECT_TRUE(engine.inMaintenance());
    EXPECT_EQ(engine.status().instances[0].effectivePriority, 1);
    hear(100);
    EXPECT_EQ(state(), VrrpState::Backup);
    runFor(100ms);
    EXPECT_THAT(kernel.takeActs(), IsEmpty());
    EXPECT_THAT(lastReason(EventKind::Helper), "priority is now 1");
}

TEST_F(Orders, MaintenanceStaysOverAnotherConfigurationWithItsNewInstances)
{
    start();
    refusals(Order::Kind::MaintenanceOn);
    auto config = configOf(clusterText("", another));
    config.maintenance = engine.inMaintenance();
    ASSERT_TRUE(engine.apply(config).has_value());
    EXPECT_EQ(engine.status().instances[0].effectivePriority, 1);
    EXPECT_EQ(engine.status().instances[1].effectivePriority, 1);
}

TEST_F(Orders, TheOwnerOfTheAddressesCannotGiveThemUp)
{
    auto text = clusterText("", another + "[vrrp_instance.node.maxscale1]\npriority = 255\n");
    start(text);
    EXPECT_THAT(refusals(Order::Kind::MaintenanceOn), ElementsAre("VI_2 owns-addresses"));
    EXPECT_FALSE(engine.inMaintenance());
    EXPECT_EQ(engine.status().instances[0].effectivePriority, 150) << "all or none";
}

} // namespace tandem::engine::testing
