// SPDX-License-Identifier: GPL-3.0-or-later
#include "enginefleet.h"

#include <gmock/gmock.h>

/// Sync groups in the engine: members move together. And instances of IPv6, their usual members.
namespace tandem::engine::testing {

using model::EventKind;
using model::VrrpState;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const IpAddress own6 = *IpAddress::parse("fe80::1");
const IpAddress peer6 = *IpAddress::parse("fe80::2");
const IpAddress group6 = *IpAddress::parse("ff02::12");

/// VI_1 of IPv4 and VI_6 of IPv6 on eth1, with the same router id.
std::string pairText(const std::string &six = "")
{
    return clusterText("", "[[vrrp_instance]]\nname = \"VI_6\"\nvirtual_router_id = 51\n"
                           "virtual_ipaddress = [\"fe80::100\", \"fd00:77::100\"]\n" +
                               six +
                               "[vrrp_instance.node.maxscale1]\ninterface = \"eth0\"\n"
                               "[[sync_group]]\nname = \"G\"\nmembers = [\"VI_1\", \"VI_6\"]\n");
}

class Groups : public EngineTest
{
protected:
    void hear6(int priority)
    {
        const std::vector<IpAddress> vips{*IpAddress::parse("fe80::100"), *IpAddress::parse("fd00:77::100")};
        kernel.queueDatagram(
            "eth0", {peer6, group6, 255, true},
            vrrp::encode({3, *VirtualRouterId::of(51), Priority(static_cast<std::uint8_t>(priority)), 1s, vips, {}},
                         peer6, group6));
        engine.wake();
    }
};

TEST_F(Groups, BothFamiliesOfARouterIdAreToldApartAndComeTogether)
{
    start(pairText());
    for (int i = 0; i < 6; ++i) { // the master of VI_6 alone lives on
        hear6(200);
        runFor(1s);
    }
    EXPECT_EQ(state(0), VrrpState::Backup);
    EXPECT_EQ(state(1), VrrpState::Backup);
    EXPECT_EQ(engine.status().instances[1].masterAddress, "fe80::2");
    EXPECT_EQ(engine.status().instances[0].masterAddress, "");
    kernel.takeActs();
    runFor(4s);
    EXPECT_EQ(state(0), VrrpState::Master);
    EXPECT_EQ(state(1), VrrpState::Master);
    const auto acts = kernel.takeActs();
    EXPECT_THAT(acts, Contains("advert 150 to 224.0.0.18"));
    EXPECT_THAT(acts, Contains("advert 150 to ff02::12 @1"));
}

TEST_F(Groups, OneThatGivesWayTakesTheOtherAlong)
{
    start(pairText());
    becomeMaster();
    kernel.takeActs();
    hear6(160);
    runFor(3ms);
    EXPECT_EQ(state(0), VrrpState::Backup);
    EXPECT_EQ(state(1), VrrpState::Backup);
    EXPECT_THAT(kernel.takeActs(),
                ElementsAre("advert 150 to ff02::12 @1", "remove @1", "remove", "resign 0 to 224.0.0.18"));
    EXPECT_EQ(lastReason(EventKind::State), "another member of the sync group gave way to fe80::2");
}

TEST_F(Groups, AFaultOfOneIsAFaultOfBothUntilItIsOver)
{
    start(pairText("track_interface = [\"eth9\"]\n"));
    becomeMaster();
    kernel.queueInterface("eth9", {true, false});
    engine.wake();
    EXPECT_EQ(state(0), VrrpState::Fault);
    EXPECT_EQ(state(1), VrrpState::Fault);
    EXPECT_EQ(lastReason(EventKind::State), "another member of the sync group is in FAULT");
    kernel.queueInterface("eth9", {true, true});
    engine.wake();
    EXPECT_EQ(state(0), VrrpState::Backup);
    EXPECT_EQ(state(1), VrrpState::Backup);
    becomeMaster();
}

TEST_F(Groups, WithAMemberThatCannotBeStartedTheOthersAreInFault)
{
    kernel.unpreparable = 1;
    EXPECT_FALSE(engine.apply(configOf(pairText())).has_value());
    EXPECT_EQ(state(0), VrrpState::Fault);
    EXPECT_EQ(state(1), VrrpState::Unknown);
    kernel.queueInterface("eth0", {true, false}); // a fault of its own too: nothing hangs
    engine.wake();
    kernel.unpreparable = mostInstances;
    kernel.queueInterface("eth0", {true, true});
    engine.wake();
    start(pairText());
    EXPECT_EQ(state(0), VrrpState::Backup);
    becomeMaster();
}

TEST_F(Groups, AGroupThatIsMadeOrEndedMovesNothing)
{
    auto apart = pairText();
    apart.erase(apart.find("[[sync_group]]"));
    start(apart);
    runFor(5s);
    ASSERT_EQ(state(0), VrrpState::Master);
    ASSERT_EQ(state(1), VrrpState::Master);
    kernel.takeActs();
    start(pairText());
    EXPECT_THAT(kernel.takeActs(), IsEmpty());
    start(apart);
    EXPECT_THAT(kernel.takeActs(), IsEmpty());
    EXPECT_EQ(state(0), VrrpState::Master);
}

TEST_F(Groups, AFaultEndsWithTheGroup)
{
    start(pairText("track_interface = [\"eth9\"]\n"));
    kernel.queueInterface("eth9", {true, false});
    engine.wake();
    ASSERT_EQ(state(0), VrrpState::Fault);
    auto apart = pairText("track_interface = [\"eth9\"]\n");
    apart.erase(apart.find("[[sync_group]]"));
    start(apart);
    EXPECT_EQ(state(0), VrrpState::Backup);
    EXPECT_EQ(state(1), VrrpState::Fault);
}

TEST_F(FleetTest, FiveHundredMembersComeAndGoTogether)
{
    auto text = fleetText();
    text += "[[sync_group]]\nname = \"G\"\nmembers = [";
    for (std::size_t index = 0; index < fleetSize; ++index)
        text += (index > 0 ? ", \"VI_" : "\"VI_") + std::to_string(index) + "\"";
    ASSERT_TRUE(engine.apply(configOf(text + "]\n")).has_value());
    runFor(5s);
    EXPECT_EQ(masters(), fleetSize);
    EXPECT_EQ(kernel.adds, fleetSize);
    queueAdverts(149);
    kernel.heard.resize(1);
    kernel.heard[0].payload =
        vrrp::encode({3, fleetId(0), Priority(151), 1s, std::vector{fleetVip(0)}, {}}, peer, group);
    engine.wake();
    runFor(3ms);
    EXPECT_EQ(masters(), 0U);
    EXPECT_EQ(kernel.removes, fleetSize);
    EXPECT_EQ(kernel.resignations, fleetSize - 1);
}

// ---- IPv6 -------------------------------------------------------------------------------------------------------

TEST_F(Groups, WithoutALinkLocalAddressAnInstanceIsInFaultAndSaysWhy)
{
    auto text = clusterText();
    text.replace(text.find("10.77.0.100/24"), 14, "fd00:77::100/64");
    const auto none = makeEngineConfig(cluster(text), "maxscale1", [](const std::string &) { return std::nullopt; });
    ASSERT_TRUE(engine.apply(*none).has_value());
    EXPECT_EQ(state(), VrrpState::Fault);
    EXPECT_THAT(lastReason(EventKind::State), HasSubstr("\"eth0\" has no link-local IPv6 address"));
    kernel.queueInterface("eth0", {true, true});
    engine.wake();
    runFor(10s);
    EXPECT_EQ(state(), VrrpState::Fault);
    EXPECT_THAT(kernel.takeActs(), IsEmpty());
    start(text); // the guard has found one
    EXPECT_EQ(state(), VrrpState::Backup);
    runFor(5s);
    EXPECT_THAT(kernel.takeActs(), Contains("advert 150 to ff02::12"));
    EXPECT_EQ(engine.status().instances[0].masterAddress, "fe80::1");
}

} // namespace tandem::engine::testing
