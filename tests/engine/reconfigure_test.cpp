// SPDX-License-Identifier: GPL-3.0-or-later
#include "enginetest.h"

#include <gmock/gmock.h>

/// Another configuration moves no VIP that need not.
namespace tandem::engine::testing {

using model::EventKind;
using model::VrrpState;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string second =
    "[[vrrp_instance]]\nname = \"VI_2\"\nvirtual_router_id = 52\nvirtual_ipaddress = [\"10.77.0.101/24\"]\n";

std::string replaced(std::string text, const std::string &what, const std::string &with)
{
    text.replace(text.find(what), what.size(), with);
    return text;
}

class Reconfigure : public EngineTest
{
protected:
    void SetUp() override { begin(clusterText()); }
    void begin(const std::string &text)
    {
        start(text);
        runFor(10s);
        ASSERT_EQ(state(), VrrpState::Master);
        kernel.takeActs();
        m_seen = engine.events().last();
    }
    /// What the kernel is asked for by another file.
    std::vector<std::string> actsBy(const std::string &text)
    {
        start(text);
        return kernel.takeActs();
    }
    std::vector<std::string> newReasons() const
    {
        std::vector<std::string> reasons;
        for (auto seq = m_seen + 1; const auto event = engine.events().after(seq - 1); ++seq)
            reasons.push_back(event->reason);
        return reasons;
    }

private:
    std::uint64_t m_seen = 0;
};

TEST_F(Reconfigure, AListenerThatTakesOverInSilenceDuringATrialIsTold)
{
    start(replaced(clusterText(), "priority = 150", "priority = 90"));
    hear(100);
    ASSERT_EQ(state(), VrrpState::Backup);
    const auto onTrial = [this](std::int64_t untilNs) {
        auto config = engine.config();
        config.trialUntilNs = untilNs;
        ASSERT_TRUE(engine.apply(config));
    };
    onTrial(1);
    EXPECT_EQ(engine.status().trialUntilNs, 1);
    EXPECT_EQ(engine.takePeersLost(), std::nullopt);
    runFor(10s);
    ASSERT_EQ(state(), VrrpState::Master);
    EXPECT_EQ(engine.takePeersLost(), "VI_1");
    EXPECT_EQ(engine.takePeersLost(), std::nullopt) << "once";
    onTrial(0);
    hear(100);
    ASSERT_EQ(state(), VrrpState::Backup);
    runFor(10s);
    EXPECT_EQ(engine.takePeersLost(), std::nullopt) << "there is no trial";
}

TEST_F(Reconfigure, TheSameFileDoesNothing)
{
    EXPECT_THAT(actsBy(clusterText()), IsEmpty());
    EXPECT_THAT(newReasons(), IsEmpty());
}

TEST_F(Reconfigure, APriorityIsAdvertisedAtOnceAndMovesNothing)
{
    EXPECT_THAT(actsBy(replaced(clusterText(), "priority = 150", "priority = 120")),
                ElementsAre("advert 120 to 224.0.0.18"));
    EXPECT_EQ(state(), VrrpState::Master);
    EXPECT_THAT(newReasons(), ElementsAre("priority is now 120"));
}

TEST_F(Reconfigure, AVipThatIsAddedComesAndTheOthersStay)
{
    EXPECT_THAT(actsBy(replaced(clusterText(), "[\"10.77.0.100/24\"]", "[\"10.77.0.100/24\", \"10.77.0.111/24\"]")),
                ElementsAre("add", "announce", "advert 150 to 224.0.0.18"));
    EXPECT_THAT(newReasons(), ElementsAre("new in the configuration: added 10.77.0.111"));
    EXPECT_EQ(engine.status().instances[0].heldVips.size(), 2U);
}

TEST_F(Reconfigure, AVipThatIsRemovedGoesAndTheOthersStay)
{
    const auto two = replaced(clusterText(), "[\"10.77.0.100/24\"]", "[\"10.77.0.100/24\", \"10.77.0.111/24\"]");
    begin(two);
    EXPECT_THAT(actsBy(clusterText()), ElementsAre("retire 10.77.0.111", "advert 150 to 224.0.0.18"));
    EXPECT_THAT(newReasons(), ElementsAre("not in the configuration any more: removed 10.77.0.111"));
    EXPECT_THAT(engine.status().instances[0].heldVips, ElementsAre("10.77.0.100"));
}

TEST_F(Reconfigure, AVipThatIsReplacedGoesBeforeTheNewOneComes)
{
    EXPECT_THAT(actsBy(replaced(clusterText(), "10.77.0.100/24", "10.77.0.111/24")),
                ElementsAre("retire 10.77.0.100", "add", "announce", "advert 150 to 224.0.0.18"));
    EXPECT_EQ(state(), VrrpState::Master);
}

TEST_F(Reconfigure, AVipThatGoesToAnotherInstanceIsGoneBeforeItComes)
{
    begin(clusterText("", replaced(second, "10.77.0.101/24\"]", "10.77.0.101/24\", \"10.77.0.102/24\"]")));
    const auto acts =
        actsBy(replaced(clusterText("", second), "10.77.0.100/24\"]", "10.77.0.100/24\", \"10.77.0.102/24\"]"));
    EXPECT_THAT(acts, ElementsAre("retire 10.77.0.102 @1", "add", "announce", "advert 150 to 224.0.0.18",
                                  "advert 150 to 224.0.0.18 @1"));
}

TEST_F(Reconfigure, AnExcludedVipComesAndGoesWithoutAnAdvert)
{
    const auto with = clusterText("virtual_ipaddress_excluded = [\"192.0.2.7\"]\n");
    EXPECT_THAT(actsBy(with), ElementsAre("add", "announce"));
    EXPECT_THAT(engine.status().instances[0].heldVips, ElementsAre("10.77.0.100", "192.0.2.7"));
    EXPECT_THAT(actsBy(clusterText()), ElementsAre("retire 192.0.2.7"));
    EXPECT_THAT(newReasons(), ElementsAre("new in the configuration: added 192.0.2.7",
                                          "not in the configuration any more: removed 192.0.2.7"));
}

TEST_F(Reconfigure, AnIntervalIsAdvertisedAtOnceAndMovesNothing)
{
    EXPECT_THAT(actsBy(clusterText("advert_int = 0.5\nlease = 2\n")), ElementsAre("advert 150 to 224.0.0.18"));
    runFor(2s);
    EXPECT_EQ(kernel.takeActs().size(), 4U);
}

TEST_F(Reconfigure, APasswordMovesNothing)
{
    const auto pass = [](const std::string &word) {
        return clusterText("version = 2\nauth_type = \"PASS\"\nauth_pass = \"" + word + "\"\n");
    };
    begin(pass("first"));
    EXPECT_THAT(actsBy(pass("second")), ElementsAre("advert 150 to 224.0.0.18"));
    EXPECT_THAT(newReasons(), IsEmpty());
}

TEST_F(Reconfigure, PreemptionAndDelaysAreTakenOverInSilence)
{
    EXPECT_THAT(actsBy(clusterText("nopreempt = true\n")), IsEmpty());
    EXPECT_THAT(actsBy(clusterText("preempt_delay = 300.0\nstart_delay = 5.0\n")), IsEmpty());
    EXPECT_THAT(actsBy(clusterText("fence = false\n")), IsEmpty());
    EXPECT_EQ(state(), VrrpState::Master);
}

TEST_F(Reconfigure, TheOtherNodesAddressesAreTakenOver)
{
    begin(clusterText("unicast = true\n"));
    const auto moved = replaced(clusterText("unicast = true\n"), "10.77.0.2\"", "10.77.0.3\"");
    EXPECT_THAT(actsBy(moved), IsEmpty());
    runFor(1s);
    EXPECT_THAT(kernel.takeActs(), ElementsAre("advert 150 to 10.77.0.3"));
}

TEST_F(Reconfigure, AnInstanceThatIsRemovedLeavesInOrderAndTheOthersAreUndisturbed)
{
    begin(clusterText("", second));
    auto text = clusterText("", second);
    text.erase(text.find("[[vrrp_instance]]"),
               text.find("[[vrrp_instance]]\nname = \"VI_2\"") - text.find("[[vrrp_instance]]"));
    EXPECT_THAT(actsBy(text), ElementsAre("remove", "resign 0 to 224.0.0.18"));
    ASSERT_EQ(engine.status().instances.size(), 1U);
    EXPECT_EQ(state(), VrrpState::Master);
    EXPECT_EQ(engine.slots(), std::vector<Slot>{1}) << "it keeps its slot";
    EXPECT_EQ(kernel.slots.count(0), 0U);
}

TEST_F(Reconfigure, ARenamedInstanceGoesOn)
{
    EXPECT_THAT(actsBy(replaced(clusterText(), "VI_1", "shop")), IsEmpty());
    EXPECT_EQ(engine.status().instances[0].name, "shop");
    EXPECT_EQ(state(), VrrpState::Master);
}

TEST_F(Reconfigure, AnotherRouterIdIsAnotherRouter)
{
    EXPECT_THAT(actsBy(replaced(clusterText(), "virtual_router_id = 51", "virtual_router_id = 61")),
                ElementsAre("remove", "resign 0 to 224.0.0.18"));
    EXPECT_EQ(state(), VrrpState::Backup);
    hear(200, peer, 61);
    EXPECT_EQ(engine.status().instances[0].masterAddress, "10.77.0.2");
    hear(200, peer, 51);
    EXPECT_EQ(lastReason(EventKind::Alarm), "10.77.0.2 speaks for router id 51 on eth0, which is none of this node's");
}

TEST_F(Reconfigure, AnInstanceThatCannotBeStartedIsLeftOutAndTriedAgain)
{
    kernel.unpreparable = 1;
    const auto outcome = engine.apply(configOf(clusterText("", second)));
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().text, "no socket");
    EXPECT_EQ(state(0), VrrpState::Master);
    EXPECT_EQ(state(1), VrrpState::Unknown);
    EXPECT_EQ(engine.slots(), (std::vector<Slot>{0, mostInstances}));
    runFor(5s);
    kernel.unpreparable = mostInstances;
    start(clusterText("", second));
    EXPECT_EQ(state(1), VrrpState::Backup);
}

TEST_F(Reconfigure, AnInstanceThatCannotGoOnLeavesInOrder)
{
    kernel.unpreparable = 0;
    EXPECT_FALSE(engine.apply(configOf(replaced(clusterText(), "10.77.0.100/24", "10.77.0.111/24"))).has_value());
    EXPECT_THAT(kernel.takeActs(), Contains("resign 0 to 224.0.0.18"));
    EXPECT_EQ(state(), VrrpState::Unknown);
    EXPECT_FALSE(engine.deadline().has_value());
}

TEST_F(Reconfigure, ACheckThatIsTrackedNewlyAndHasFailedAlreadyCounts)
{
    const std::string check = "[[check]]\nname = \"c\"\nkind = \"file\"\nfile = \"/x\"\n";
    begin(clusterText("", second + "track = [\"c\"]\n" + check));
    engine.verdict({"c", channel::TrackVerdict::State::Down, "gone", std::chrono::nanoseconds(60s).count()});
    EXPECT_EQ(state(1), VrrpState::Fault);
    kernel.takeActs();
    EXPECT_THAT(actsBy(clusterText("track = [\"c\"]\n", second + "track = [\"c\"]\n" + check)),
                ElementsAre("remove", "resign 0 to 224.0.0.18"));
    EXPECT_EQ(state(0), VrrpState::Fault);
    EXPECT_EQ(lastReason(EventKind::State), "check \"c\" failed: gone");
    start(clusterText("", second + "track = [\"c\"]\n" + check));
    EXPECT_EQ(state(0), VrrpState::Backup);
    EXPECT_EQ(lastReason(EventKind::State), "the configuration does not ask any more for what had failed");
}

TEST_F(Reconfigure, TwoInstancesOfOneSlotAreNoConfiguration)
{
    auto config = configOf(clusterText("", second));
    config.instances[1].slot = 0;
    EXPECT_FALSE(engine.apply(config).has_value());
    EXPECT_EQ(state(), VrrpState::Master);
}

} // namespace tandem::engine::testing
