// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/neighbourdesk.h"

#include "enginetest.h"

#include <cerrno>
#include <gmock/gmock.h>

namespace tandem::engine::testing {

using channel::AskNeighbours;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using State = channel::NeighbourAnswer::State;

namespace {

class FakeNeighbours final : public NeighbourPort
{
public:
    int ask(const std::string &interface, const IpAddress &source, const IpAddress &target) noexcept override
    {
        asked.push_back(interface + " " + source.toString() + ">" + target.toString());
        return error;
    }
    std::optional<IpAddress> gateway(const std::string &, Family family) noexcept override
    {
        ++gatewayReads;
        return family == Family::V4 ? route : std::nullopt;
    }
    int fd() const override { return -1; }
    void drain(NeighbourListener &listener) override
    {
        for (const auto &one : answers)
            listener.neighbourAnswered("eth0", *IpAddress::parse(one), {2, 0, 0, 0, 0, 7});
        answers.clear();
    }
    std::vector<std::string> asked;
    std::vector<std::string> answers;
    std::optional<IpAddress> route = IpAddress::parse("10.77.0.254");
    int gatewayReads = 0;
    int error = 0;
};

constexpr const char *tracked = "track = [\"gateway\"]\n";
constexpr const char *check = "[[check]]\nname = \"gateway\"\nkind = \"gateway\"\n[[check]]\nname = \"other\"\n"
                              "kind = \"gateway\"\n";

class NeighbourDeskTest : public ::testing::Test
{
protected:
    void ask(const std::string &name = "gateway")
    {
        desk.ask(AskNeighbours{++id, name, Duration(100ms).count()}, config, now);
    }
    std::vector<State> answer()
    {
        std::vector<State> states;
        const auto taken = desk.take(now);
        if (taken) {
            for (const auto &one : taken->neighbours)
                states.push_back(one.state);
        }
        return states;
    }
    FakeNeighbours port;
    NeighbourDesk desk{&port};
    EngineConfig config = configOf(clusterText(tracked, check));
    Instant now{1h};
    std::uint64_t id = 0;
};

} // namespace

TEST_F(NeighbourDeskTest, AsksTheGatewayAndTheOtherNodesOfTheFileFromTheNodesOwnAddress)
{
    ask();
    EXPECT_THAT(port.asked, ElementsAre("eth0 10.77.0.1>10.77.0.254", "eth0 10.77.0.1>10.77.0.2"));
    port.route.reset();
    now += 10s;
    port.asked.clear();
    ask();
    EXPECT_THAT(port.asked, ElementsAre("eth0 10.77.0.1>10.77.0.2"));
}

TEST_F(NeighbourDeskTest, AsksNobodyForACheckThatNoInstanceTracks)
{
    ask("other");
    ask("10.77.0.9");
    EXPECT_THAT(port.asked, IsEmpty());
    EXPECT_EQ(desk.dropped(), 2U);
    EXPECT_FALSE(desk.deadline().has_value());
}

TEST_F(NeighbourDeskTest, DropsWhatComesSoonerThanARoundMay)
{
    ask();
    now += NeighbourDesk::shortestRound - 1ns;
    ask();
    EXPECT_EQ(port.asked.size(), 2U);
    EXPECT_EQ(desk.dropped(), 1U);
    now += 1ns;
    ask();
    EXPECT_EQ(port.asked.size(), 4U);
}

TEST_F(NeighbourDeskTest, AnswersWhenAllHaveAnswered)
{
    ask();
    port.answers = {"10.77.0.2", "10.77.0.9"};
    desk.drain();
    EXPECT_THAT(answer(), IsEmpty());
    EXPECT_EQ(desk.deadline(), now + 100ms);
    port.answers = {"10.77.0.254"};
    desk.drain();
    EXPECT_EQ(desk.deadline(), now);
    EXPECT_THAT(answer(), ElementsAre(State::Answered, State::Answered));
    EXPECT_THAT(answer(), IsEmpty()) << "each once";
}

TEST_F(NeighbourDeskTest, SaysWhoWasSilentWhenTheWaitIsOver)
{
    ask();
    port.answers = {"10.77.0.2"};
    desk.drain();
    now += 100ms;
    EXPECT_THAT(answer(), ElementsAre(State::Silent, State::Answered));
    EXPECT_FALSE(desk.deadline().has_value());
}

TEST_F(NeighbourDeskTest, SaysAtOnceThatNobodyCouldBeAsked)
{
    port.error = ENETDOWN;
    ask();
    EXPECT_THAT(answer(), ElementsAre(State::NotAsked, State::NotAsked));
}

TEST_F(NeighbourDeskTest, ReadsTheRoutesOnceASecond)
{
    for (int i = 0; i < 20; ++i, now += 50ms)
        ask();
    EXPECT_EQ(port.gatewayReads, 2) << "once for each family that the interface has an address of";
    ask();
    EXPECT_EQ(port.gatewayReads, 4);
}

TEST_F(NeighbourDeskTest, ForgetsWhatAnAgentThatLeftHadAsked)
{
    ask();
    desk.forget();
    now += 1s;
    EXPECT_THAT(answer(), IsEmpty());
    EXPECT_FALSE(desk.deadline().has_value());
}

} // namespace tandem::engine::testing
