// SPDX-License-Identifier: GPL-3.0-or-later
#include "enginetest.h"
#include "vrrp/checksum.h"

#include <gmock/gmock.h>

/// What else speaks on the wire: a named alarm with the sender, once while it lasts, and a counter for each packet.
namespace tandem::engine::testing {

using model::EventKind;
using model::VrrpState;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class WitnessTest : public EngineTest
{
protected:
    /// An advert with whatever differs from what this node expects.
    struct Differing
    {
        std::uint8_t version = 3;
        int id = 51;
        int priority = 100;
        Duration interval = 1s;
        const char *vip = "10.77.0.100";
        const char *password = "";
        std::uint8_t ttl = 255;
        int spoiledOctet = -1;
        const char *sender = "10.77.0.2";
        std::size_t trailing = 0;
    };
    void say(const Differing &what)
    {
        const auto sender = *IpAddress::parse(what.sender);
        const std::vector<IpAddress> vips{*IpAddress::parse(what.vip)};
        const auto pass =
            *what.password != 0 ? std::optional(vrrp::authDataOf(what.password)) : std::optional<vrrp::AuthData>();
        auto payload = vrrp::encode({what.version, *VirtualRouterId::of(what.id),
                                     Priority(static_cast<std::uint8_t>(what.priority)), what.interval, vips, pass},
                                    sender, group);
        payload.resize(payload.size() + what.trailing);
        if (what.trailing > 0) { // the checksum covers them
            payload[6] = payload[7] = 0;
            auto sum = vrrp::pseudoHeaderSum(sender, group, payload.size());
            sum.add(payload);
            payload[6] = static_cast<std::uint8_t>(sum.checksum() >> 8U);
            payload[7] = static_cast<std::uint8_t>(sum.checksum());
        }
        if (what.spoiledOctet >= 0)
            payload[static_cast<std::size_t>(what.spoiledOctet)] ^= 0xffU;
        kernel.queueDatagram("eth0", {sender, group, what.ttl, true}, std::move(payload));
        engine.wake();
    }
    std::vector<std::string> alarms() const
    {
        std::vector<std::string> words;
        for (const auto &event : events(EventKind::Alarm))
            words.push_back(event.instance + " " + event.to + ": " + event.reason);
        return words;
    }
    std::uint64_t counted(const std::string &reason)
    {
        for (const auto &[interface, name, count] : engine.status().refused) {
            if (interface == "eth0" && name == reason)
                return count;
        }
        return 0;
    }
    /// Said a hundred times, each is one alarm and a hundred packets.
    void expectOneAlarm(const Differing &what, const std::string &counter, const std::string &alarm)
    {
        for (int i = 0; i < 100; ++i) {
            say(what);
            clock.advance(10ms);
        }
        EXPECT_THAT(alarms(), ElementsAre(alarm));
        EXPECT_EQ(counted(counter), counter.empty() ? 0U : 100U);
        EXPECT_EQ(state(), VrrpState::Backup);
    }
    const std::string passText = "version = 2\nauth_type = \"PASS\"\nauth_pass = \"mypass\"\n";
};

TEST_F(WitnessTest, AForeignRouterIsInTheStatusWhileItIsHeard)
{
    start();
    say({.id = 7, .priority = 100, .sender = "10.77.0.77"});
    const auto version = engine.statusVersion();
    EXPECT_EQ(engine.status().heard, (std::vector<model::HeardRouter>{{"eth0", 7, "10.77.0.77", false}}));
    say({.id = 7, .priority = 100, .sender = "10.77.0.77"});
    EXPECT_EQ(engine.statusVersion(), version) << "nothing new";
    clock.set(clock.now() + 4min);
    EXPECT_THAT(engine.status().heard, IsEmpty());
}

TEST_F(WitnessTest, AProbeOfThePathIsKnownForSecondsAndNoAlarm)
{
    start();
    const auto version = engine.statusVersion();
    say({.id = 250, .priority = 1, .vip = "192.0.2.112"});
    EXPECT_GT(engine.statusVersion(), version) << "the agent hears of it at once";
    EXPECT_EQ(engine.status().heard, (std::vector<model::HeardRouter>{{"eth0", 250, "10.77.0.2", true}}));
    EXPECT_THAT(alarms(), IsEmpty());
    clock.set(clock.now() + 11s);
    EXPECT_THAT(engine.status().heard, IsEmpty());
}

TEST_F(WitnessTest, AForeignRouterId)
{
    start();
    expectOneAlarm({.id = 77}, "foreign-router-id",
                   " foreign-router-id: 10.77.0.2 speaks for router id 77 on eth0, which is none of this node's");
}

TEST_F(WitnessTest, AWrongPassword)
{
    start(clusterText(passText));
    expectOneAlarm({.version = 2, .password = "other"}, "wrong-password",
                   "VI_1 wrong-password: 10.77.0.2 sends another auth_pass: its adverts are discarded");
}

TEST_F(WitnessTest, NoPasswordAtAll)
{
    start(clusterText(passText));
    expectOneAlarm({.version = 2}, "wrong-auth-type",
                   "VI_1 wrong-auth-type: 10.77.0.2 sends another auth_type: its adverts are discarded");
}

TEST_F(WitnessTest, AnotherVersion)
{
    start();
    expectOneAlarm({.version = 2}, "version-differs",
                   "VI_1 version-differs: 10.77.0.2 speaks another VRRP version: its adverts are discarded");
}

TEST_F(WitnessTest, AnotherIntervalOfVersion2)
{
    start(clusterText("version = 2\n"));
    expectOneAlarm({.version = 2, .interval = 2s}, "interval-differs",
                   "VI_1 interval-differs: 10.77.0.2 advertises another advert_int than this node has");
}

TEST_F(WitnessTest, AnotherListOfVips)
{
    start(clusterText(), "maxscale2");
    expectOneAlarm({.priority = 150, .vip = "10.77.0.200", .sender = "10.77.0.1"}, "",
                   "VI_1 address-list-differs: 10.77.0.1 advertises other VIPs than this node has");
}

TEST_F(WitnessTest, APacketThatWasRouted)
{
    start();
    expectOneAlarm({.ttl = 64}, "hop-limit",
                   "VI_1 packet-refused: a packet from 10.77.0.2 on eth0 was refused: hop-limit");
}

TEST_F(WitnessTest, ABadChecksum)
{
    start();
    expectOneAlarm({.spoiledOctet = 6}, "checksum",
                   "VI_1 packet-refused: a packet from 10.77.0.2 on eth0 was refused: checksum");
}

TEST_F(WitnessTest, OctetsLeftOverAreCountedAndNothingElse)
{
    start(clusterText(), "maxscale2");
    say({.priority = 150, .sender = "10.77.0.1", .trailing = 4});
    EXPECT_EQ(counted("trailing-octets"), 1U);
    EXPECT_EQ(engine.status().instances[0].masterAddress, "10.77.0.1") << "it is accepted";
    EXPECT_THAT(alarms(), IsEmpty());
}

TEST_F(WitnessTest, ASecondMasterWhileThisOneIs)
{
    start();
    becomeMaster();
    runFor(5s);
    for (int i = 0; i < 20; ++i) {
        say({.priority = 100});
        runFor(1s);
    }
    EXPECT_THAT(alarms(), ElementsAre("VI_1 second-master: 10.77.0.2 is MASTER too, with less priority"));
}

TEST_F(WitnessTest, IsToldAgainAfterALongSilence)
{
    start();
    say({.id = 77});
    runFor(2min);
    say({.id = 77});
    EXPECT_EQ(alarms().size(), 1U);
    runFor(3min + 1s);
    say({.id = 77});
    EXPECT_EQ(alarms().size(), 2U);
}

TEST_F(WitnessTest, EachSenderAndEachThingIsToldOf)
{
    start();
    say({.id = 77});
    say({.id = 78});
    say({.id = 77, .sender = "10.77.0.3"});
    say({.ttl = 64});
    say({.spoiledOctet = 6});
    say({.id = 99, .ttl = 64}); // not ours: told of the sender, whatever the router id says
    say({.id = 98, .ttl = 64});
    EXPECT_EQ(alarms().size(), 6U);
}

TEST_F(WitnessTest, AFloodOfMadeUpSendersIsBoundedAndHidesNoOtherKind)
{
    start();
    for (int i = 0; i < 20'000; ++i) {
        const std::string sender = "10.78." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1);
        say({.ttl = 64, .sender = sender.c_str()});
    }
    EXPECT_EQ(alarms().size(), vrrp::Sightings::places);
    EXPECT_EQ(counted("hop-limit"), 20'000U);
    say({.id = 77});
    EXPECT_EQ(alarms().back().substr(0, 20), " foreign-router-id: ");
    EXPECT_LT(engine.events().last(), 100U);
}

TEST_F(WitnessTest, APeerThatCannotKeepItsPriorityIsOneAlarmAndBoundedWork)
{
    start(clusterText("advert_int = 0.1\n"));
    runFor(2s);
    ASSERT_EQ(state(), VrrpState::Master);
    kernel.takeActs();
    const auto before = engine.events().last();
    for (int i = 0; i < 30'000; ++i) { // 1,000 a second for 30 s
        say({.priority = i % 2 == 0 ? 200 : 50, .interval = 100ms});
        runFor(1ms);
    }
    std::size_t flapping = 0;
    std::size_t others = 0;
    for (const auto &event : events(EventKind::Alarm))
        ++(event.to == "flapping" ? flapping : others);
    EXPECT_EQ(flapping, 1U);
    EXPECT_LE(others, 1U);
    EXPECT_LT(engine.events().last() - before, 30U);
    EXPECT_LT(kernel.takeActs().size(), 100U);
}

TEST_F(WitnessTest, NothingIsCountedThatDidNotOccur)
{
    start();
    hear(200);
    EXPECT_THAT(engine.status().refused, IsEmpty());
    EXPECT_EQ(Witness::nameOf(Witness::kindOf(vrrp::Oddity::Kind::WrongPassword)), "wrong-password");
}

// ---- Lateness ---------------------------------------------------------------------------------------------------

class LatenessTest : public EngineTest
{
protected:
    void serveLate(Duration late)
    {
        clock.set(*engine.deadline() + late);
        engine.wake();
    }
};

TEST_F(LatenessTest, ThatEatsATenthOfTheOthersMarginIsAnAlarmUntilItIsOver)
{
    start();
    becomeMaster();
    // 2 s to the end of the third interval, and the other node's Skew_Time of 156/256 s: a tenth is 260.9 ms.
    serveLate(260ms);
    EXPECT_THAT(events(EventKind::Alarm), IsEmpty());
    serveLate(262ms);
    serveLate(300ms);
    auto alarms = events(EventKind::Alarm);
    ASSERT_EQ(alarms.size(), 1U);
    EXPECT_EQ(alarms[0].to, "engine-late");
    EXPECT_EQ(alarms[0].cause.details[0], (std::pair<std::string, std::string>("late_ms", "262.0")));
    runFor(59s);
    EXPECT_EQ(lastReason(EventKind::Helper), "");
    runFor(2s);
    EXPECT_EQ(lastReason(EventKind::Helper), "deadlines are served in time again");
    serveLate(500ms);
    EXPECT_EQ(events(EventKind::Alarm).size(), 2U);
}

TEST_F(LatenessTest, AtFasterAdvertsLessIsTooMuch)
{
    start(clusterText("advert_int = 0.01\n"));
    runFor(2s);
    serveLate(3ms);
    ASSERT_EQ(events(EventKind::Alarm).size(), 1U);
}

TEST_F(LatenessTest, APauseInWhichTheOthersSpokeIsNone)
{
    start(clusterText(), "maxscale2");
    hear(150, own);
    clock.advance(1min);
    hear(150, own);
    EXPECT_THAT(events(EventKind::Alarm), IsEmpty());
}

} // namespace tandem::engine::testing
