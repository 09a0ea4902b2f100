// SPDX-License-Identifier: GPL-3.0-or-later
#include "enginetest.h"

#include <cerrno>
#include <gmock/gmock.h>

namespace tandem::engine::testing {

using model::EventKind;
using model::VrrpState;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(EngineTest, AddsAnnouncesAndAdvertisesWhenNobodyIsHeard)
{
    start();
    EXPECT_EQ(state(), VrrpState::Backup);
    const Instant begin = clock.now();
    sleepToDeadline();
    EXPECT_EQ(state(), VrrpState::Master);
    EXPECT_NEAR(std::chrono::duration<double>(clock.now() - begin).count(), 3.0 + 106.0 / 256, 0.001);
    EXPECT_THAT(kernel.takeActs(), ElementsAre("add", "announce", "advert 150 to 224.0.0.18"));
}

TEST_F(EngineTest, HearsAQueuedAdvertBeforeItServesADeadlineThatHasPassed)
{
    start(clusterText(), "maxscale2");
    kernel.takeActs();
    clock.advance(60s); // the process was paused
    const auto sender = own;
    kernel.queueDatagram("eth0", {sender, group, 255, true}, advert(150, sender));
    engine.wake();
    EXPECT_EQ(state(), VrrpState::Backup);
    EXPECT_THAT(kernel.takeActs(), IsEmpty());
}

TEST_F(EngineTest, RemovesTheVipsBeforeItResigns)
{
    start();
    becomeMaster();
    kernel.takeActs();
    engine.stop();
    EXPECT_THAT(kernel.takeActs(), ElementsAre("remove", "resign 0 to 224.0.0.18"));
    EXPECT_EQ(state(), VrrpState::Stopped);
    const auto last = events(EventKind::State).back();
    EXPECT_EQ(last.from, "MASTER");
    EXPECT_EQ(last.cause.type, model::CauseType::Command);
}

TEST_F(EngineTest, TellsWhoseAdvertTookTheVipAway)
{
    start();
    becomeMaster();
    hear(200); // above what the file gives the other node: a planned switchover
    runFor(3ms);
    EXPECT_EQ(state(), VrrpState::Backup);
    const auto event = events(EventKind::State).back();
    EXPECT_EQ(event.node, "maxscale1");
    EXPECT_EQ(event.instance, "VI_1");
    EXPECT_EQ(event.reason, "10.77.0.2 advertises priority 200");
    EXPECT_EQ(event.cause.type, model::CauseType::Advert);
    EXPECT_THAT(event.cause.details, ElementsAre(std::pair<std::string, std::string>("from", "10.77.0.2"),
                                                 std::pair<std::string, std::string>("priority", "200")));
    const auto vips = events(EventKind::Vip);
    EXPECT_EQ(vips.front().to, "10.77.0.100");
    EXPECT_EQ(vips.back().from, "10.77.0.100");
    EXPECT_EQ(vips.back().cause, event.cause) << "the VIP went for the same reason as the state";
}

TEST_F(EngineTest, NumbersEventsWithoutGaps)
{
    start();
    becomeMaster();
    hear(200);
    runFor(3ms);
    std::uint64_t seq = 0;
    while (const auto event = engine.events().after(seq))
        EXPECT_EQ(event->seq, ++seq);
    EXPECT_EQ(seq, engine.events().last());
    EXPECT_GE(seq, 4U);
}

TEST_F(EngineTest, TheLastWordOfAMasterThatYieldsIsNoAlarmButASecondOneIs)
{
    start();
    sleepToDeadline();
    ASSERT_EQ(state(), VrrpState::Master);
    clock.advance(1ms);
    hear(100);
    EXPECT_THAT(events(EventKind::Alarm), IsEmpty());
    clock.advance(1s);
    hear(100);
    ASSERT_EQ(events(EventKind::Alarm).size(), 1U);
    EXPECT_EQ(events(EventKind::Alarm)[0].to, "second-master");
}

TEST_F(EngineTest, IgnoresItsOwnAdvertsLoopedBack)
{
    start();
    becomeMaster();
    hear(255, own);
    EXPECT_EQ(state(), VrrpState::Master);
    EXPECT_THAT(events(EventKind::Alarm), IsEmpty());
}

TEST_F(EngineTest, RefusesAPacketThatWasRoutedAndTellsOnce)
{
    start();
    becomeMaster();
    for (int i = 0; i < 3; ++i) {
        kernel.queueDatagram("eth0", {peer, group, 254, true}, advert(200));
        engine.wake();
    }
    EXPECT_EQ(state(), VrrpState::Master);
    EXPECT_EQ(events(EventKind::Alarm).size(), 1U);
    EXPECT_EQ(engine.witness("eth0")->counted(Witness::kindOf(vrrp::Refusal::HopLimit)), 3U);
}

TEST_F(EngineTest, TakesAnEmptyDatagramForABadPacketAndGoesOn)
{
    start();
    kernel.queueDatagram("eth0", {peer, group, 255, true}, {});
    kernel.queueDatagram("eth0", {peer, group, 255, true}, advert(200));
    engine.wake();
    EXPECT_EQ(engine.status().instances[0].masterAddress, "10.77.0.2");
    EXPECT_EQ(engine.witness("eth0")->counted(Witness::kindOf(vrrp::Refusal::TooShort)), 1U);
}

TEST_F(EngineTest, CountsForeignRouterIdsAndTellsOfEachOnce)
{
    start();
    becomeMaster();
    hear(200, peer, 77);
    hear(200, peer, 77);
    EXPECT_EQ(state(), VrrpState::Master);
    EXPECT_EQ(engine.witness("eth0")->foreignAdverts(*VirtualRouterId::of(77)), 2U);
    ASSERT_EQ(events(EventKind::Alarm).size(), 1U);
    EXPECT_EQ(events(EventKind::Alarm)[0].to, "foreign-router-id");
}

TEST_F(EngineTest, DoesNotListenToUnicastWhereItSpeaksMulticast)
{
    start();
    becomeMaster();
    kernel.queueDatagram("eth0", {peer, own, 255, false}, advert(200, peer, 51, own));
    engine.wake();
    EXPECT_EQ(state(), VrrpState::Master);
    EXPECT_EQ(engine.witness("eth0")->counted(Witness::Destination), 1U);
}

TEST_F(EngineTest, SpeaksUnicastToTheOtherNodesAndHearsOnlyThem)
{
    start(clusterText("unicast = true\n"));
    becomeMaster();
    EXPECT_THAT(kernel.takeActs(), ::testing::Contains("advert 150 to 10.77.0.2"));
    const IpAddress stranger = *IpAddress::parse("10.77.0.66");
    kernel.queueDatagram("eth0", {stranger, own, 64, false}, advert(200, stranger, 51, own));
    engine.wake();
    EXPECT_EQ(state(), VrrpState::Master);
    EXPECT_EQ(engine.witness("eth0")->counted(Witness::NotAPeer), 1U);
    kernel.queueDatagram("eth0", {peer, own, 64, false}, advert(200, peer, 51, own));
    engine.wake();
    runFor(3ms);
    EXPECT_EQ(state(), VrrpState::Backup);
}

TEST_F(EngineTest, IsInFaultWithoutItsInterfaceAndGoesOnWhenItAppears)
{
    kernel.interfaces["eth0"] = {false, false};
    start();
    EXPECT_EQ(state(), VrrpState::Fault);
    EXPECT_EQ(lastReason(EventKind::State), "interface \"eth0\" is missing");
    EXPECT_EQ(engine.status().instances[0].effectivePriority, 0);
    kernel.queueInterface("eth0", {true, true});
    engine.wake();
    EXPECT_EQ(state(), VrrpState::Backup);
    EXPECT_EQ(lastReason(EventKind::State), "interface \"eth0\" is up");
    becomeMaster();
}

TEST_F(EngineTest, GivesUpWhenATrackedInterfaceLosesItsLink)
{
    start(clusterText("track_interface = [\"eth1\"]\n"));
    EXPECT_THAT(kernel.watched, ElementsAre("eth0", "eth1"));
    becomeMaster();
    kernel.takeActs();
    kernel.queueInterface("eth1", {true, false});
    engine.wake();
    EXPECT_EQ(state(), VrrpState::Fault);
    EXPECT_EQ(lastReason(EventKind::State), "interface \"eth1\" has no link");
    EXPECT_THAT(kernel.takeActs(), ElementsAre("remove", "resign 0 to 224.0.0.18"));
}

class TrackedEngineTest : public EngineTest
{
protected:
    void say(channel::TrackVerdict::State state, const std::string &evidence = "", Duration validFor = 5s)
    {
        engine.verdict({"maxscale", state, evidence, validFor.count()});
    }
    using State = channel::TrackVerdict::State;
};

TEST_F(TrackedEngineTest, GivesUpAtOnceWhenACheckFails)
{
    start(clusterText("track = [\"maxscale\"]\n", "[[check]]\nname = \"maxscale\"\nkind = \"maxscale\"\n[maxscale]\n"));
    say(State::Up, "", 60s);
    becomeMaster();
    kernel.takeActs();
    say(State::Down, "refused");
    EXPECT_EQ(state(), VrrpState::Fault);
    EXPECT_THAT(kernel.takeActs(), ElementsAre("remove", "resign 0 to 224.0.0.18"));
    const auto event = events(EventKind::State).back();
    EXPECT_EQ(event.reason, "check \"maxscale\" failed: refused");
    EXPECT_THAT(event.cause.details, ElementsAre(std::pair<std::string, std::string>("check", "maxscale"),
                                                 std::pair<std::string, std::string>("evidence", "refused")));
}

TEST_F(TrackedEngineTest, MovesNothingWhenAVerdictGoesStaleAndRaisesOneAlarm)
{
    start(clusterText("track = [\"maxscale\"]\n", "[[check]]\nname = \"maxscale\"\nkind = \"maxscale\"\n[maxscale]\n"));
    say(State::Up, "", 5s);
    runFor(60s);
    EXPECT_EQ(state(), VrrpState::Master);
    const auto alarms = events(EventKind::Alarm);
    ASSERT_EQ(alarms.size(), 1U);
    EXPECT_EQ(alarms[0].to, "verdict-stale");
    say(State::Up);
    EXPECT_THAT(lastReason(EventKind::Helper), HasSubstr("gives verdicts again"));
}

TEST_F(TrackedEngineTest, AVerdictOfACheckThatNobodyTracksIsNotKept)
{
    start();
    engine.verdict({"other", State::Down, "x", 1});
    EXPECT_EQ(state(), VrrpState::Backup);
    runFor(10s);
    EXPECT_EQ(state(), VrrpState::Master);
    EXPECT_THAT(events(EventKind::Alarm), IsEmpty());
}

TEST_F(TrackedEngineTest, AdvertisesThePriorityThatAWeightLeaves)
{
    start(clusterText("track = [\"maxscale\"]\n",
                      "[[check]]\nname = \"maxscale\"\nkind = \"maxscale\"\nweight = -60\n[maxscale]\n"));
    becomeMaster();
    say(State::Down, "refused", 60s);
    kernel.takeActs();
    runFor(1100ms);
    EXPECT_THAT(kernel.takeActs(), ::testing::Contains("advert 90 to 224.0.0.18"));
    EXPECT_THAT(lastReason(EventKind::Helper), HasSubstr("90"));
}

TEST_F(EngineTest, RestoresAVipThatSomebodyRemovedAndBacksOff)
{
    start();
    becomeMaster();
    kernel.takeActs();
    kernel.queueVip(0, 0, false);
    engine.wake();
    EXPECT_THAT(kernel.takeActs(), ElementsAre("add", "announce"));
    EXPECT_THAT(lastReason(EventKind::Vip), HasSubstr("restored 10.77.0.100"));
    kernel.queueVip(0, 0, false);
    engine.wake();
    EXPECT_THAT(kernel.takeActs(), IsEmpty()) << "not at once again";
    runFor(1500ms);
    EXPECT_THAT(kernel.takeActs(), ::testing::Contains("add"));
}

TEST_F(EngineTest, DoesNotRestoreAVipWhileItsLastAdvertIsOlderThanTheLease)
{
    start();
    becomeMaster();
    kernel.sendError = ENETUNREACH;
    runFor(10s);
    kernel.takeActs();
    kernel.queueVip(0, 0, false);
    runFor(5s);
    EXPECT_THAT(kernel.takeActs(), ::testing::Not(::testing::Contains("add")));
    kernel.sendError = 0;
    runFor(2s);
    EXPECT_THAT(kernel.takeActs(), ::testing::Contains("add"));
}

TEST_F(EngineTest, LeavesAVipAloneThatIsGoneWhileItIsBackup)
{
    start();
    hear(200);
    kernel.takeActs();
    kernel.queueVip(0, 0, false);
    engine.wake();
    EXPECT_THAT(kernel.takeActs(), IsEmpty());
}

TEST_F(EngineTest, RaisesAnAlarmWhenAdvertsCannotBeSentAndSaysWhenTheyCan)
{
    start();
    becomeMaster();
    kernel.sendError = EINVAL;
    runFor(5s);
    EXPECT_EQ(events(EventKind::Alarm).size(), 1U);
    kernel.sendError = 0;
    runFor(2s);
    EXPECT_EQ(lastReason(EventKind::Helper), "adverts can be sent again");
}

TEST_F(EngineTest, SaysThatAVipCouldNotBeAdded)
{
    kernel.addError = EPERM;
    start();
    becomeMaster();
    EXPECT_EQ(events(EventKind::Alarm).at(0).to, "vip-not-added");
    EXPECT_THAT(events(EventKind::Vip), IsEmpty());
    EXPECT_THAT(engine.status().instances[0].heldVips, IsEmpty());
}

TEST_F(EngineTest, TheOwnersAddressesAreNoEvents)
{
    auto text = clusterText();
    text.replace(text.find("priority = 150"), 14, "priority = 255");
    start(text);
    runFor(2s);
    EXPECT_EQ(state(), VrrpState::Master);
    EXPECT_TRUE(kernel.slots[0].plan.ownsAddresses);
    EXPECT_EQ(kernel.slots[0].plan.leaseSeconds, 0);
    EXPECT_THAT(events(EventKind::Vip), IsEmpty());
}

TEST_F(EngineTest, ALeaseThatChangesMovesNothing)
{
    start();
    becomeMaster();
    kernel.takeActs();
    ASSERT_TRUE(engine.apply(configOf(clusterText("lease = 1\n"))).has_value());
    EXPECT_EQ(state(), VrrpState::Master);
    EXPECT_THAT(kernel.takeActs(), ElementsAre("add"));
    EXPECT_EQ(kernel.slots[0].plan.leaseSeconds, 1);
}

TEST_F(EngineTest, AnInstanceThatIsAddedLeavesTheOthersAlone)
{
    start();
    becomeMaster();
    kernel.takeActs();
    const std::string second =
        "[[vrrp_instance]]\nname = \"VI_2\"\nvirtual_router_id = 52\nvirtual_ipaddress = [\"10.77.0.101/24\"]\n";
    start(clusterText("", second));
    EXPECT_EQ(state(0), VrrpState::Master);
    EXPECT_EQ(state(1), VrrpState::Backup);
    EXPECT_THAT(kernel.takeActs(), IsEmpty());
    EXPECT_EQ(engine.slots(), (std::vector<Slot>{0, 1}));
}

TEST_F(EngineTest, MeasuresHowLateADeadlineWasServed)
{
    start();
    clock.set(*engine.deadline() + 3ms);
    engine.wake();
    EXPECT_EQ(engine.status().latenessNs, 3'000'000);
    runFor(90s);
    EXPECT_EQ(engine.status().latenessNs, 0);
}

TEST_F(EngineTest, AFloodOfBadPacketsMovesNoTimer)
{
    start();
    const auto due = engine.deadline();
    for (int i = 0; i < 5000; ++i)
        kernel.queueDatagram("eth0", {peer, group, 255, true},
                             std::vector<std::uint8_t>(20, static_cast<std::uint8_t>(i)));
    engine.wake();
    EXPECT_EQ(engine.deadline(), due);
    EXPECT_LT(engine.events().last(), 20U);
}

} // namespace tandem::engine::testing
