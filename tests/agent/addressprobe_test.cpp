// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/facts/addressprobe.h"

#include "tests/maxscale/waituntil.h"

#include <gtest/gtest.h>
#include <map>

namespace tandem::agent {
namespace {

using namespace std::chrono_literals;
using State = model::AddressAnswer::State;

/// On loopback: what is sent to 127.0.0.0/8 goes nowhere else. Who is a neighbour there, the test says.
class AddressProbeTest : public testing::Test
{
protected:
    std::map<std::string, Neighbour> neighbours;
    AddressProbe::Times times{1ms, 40ms, 120ms};

    std::map<std::string, model::AddressAnswer> ask(const std::vector<std::string> &addresses)
    {
        AddressProbe probe(
            {{"lo", true, "", {"127.0.0.1/8"}, "", false, {}, {}},
             {"eth9", false, "", {"192.0.2.1/24"}, "", false, {}, {}}},
            [this](const IpAddress &address, const std::string &interface) {
                EXPECT_EQ(interface, "lo");
                return neighbours[address.toString()];
            },
            times);
        std::map<std::string, model::AddressAnswer> found;
        bool isDone = false;
        probe.ask(addresses, [&](const AddressProbe::Answers &answers) {
            EXPECT_EQ(answers.size(), addresses.size());
            for (const auto &answer : answers)
                found[answer.address] = answer;
            isDone = true;
        });
        EXPECT_TRUE(test::waitUntil([&] { return isDone; }));
        return found;
    }
};

TEST_F(AddressProbeTest, TellsWhoAnswersAndWhoDoesNot)
{
    neighbours["127.0.0.2"] = {Neighbour::State::Resolved, "02:00:00:00:00:02", true};
    neighbours["127.0.0.3"] = {Neighbour::State::Unresolved, "", false};
    neighbours["127.0.0.4"] = {Neighbour::State::None, "", false};
    const auto found = ask({"127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.1"});
    EXPECT_EQ(found.at("127.0.0.2"), (model::AddressAnswer{"127.0.0.2", State::Answered, "02:00:00:00:00:02", ""}));
    EXPECT_EQ(found.at("127.0.0.3").state, State::Silent);
    EXPECT_EQ(found.at("127.0.0.4").state, State::Silent);
    EXPECT_EQ(found.at("127.0.0.1").state, State::Own);
}

TEST_F(AddressProbeTest, TakesAnEntryThatNobodyConfirmedForAnAnswerWhereTheAddressItselfRefuses)
{
    neighbours["127.0.0.2"] = {Neighbour::State::Resolved, "02:00:00:00:00:02", false};
    // Nothing listens on loopback's discard port, so the address itself refuses: whoever has it is there.
    times.longest = 1h;
    EXPECT_EQ(ask({"127.0.0.2"}).at("127.0.0.2").state, State::Answered);
}

TEST_F(AddressProbeTest, AsksForNothingThatLiesInNoNetworkOfTheHost)
{
    const auto found = ask({"10.77.0.100", "192.0.2.9", "224.0.0.18", "shop"});
    EXPECT_EQ(found.at("10.77.0.100").why, "it lies in no network of this host");
    EXPECT_EQ(found.at("192.0.2.9").why, "it lies in no network of this host") << "that interface is down";
    EXPECT_EQ(found.at("224.0.0.18").why, "this is no address of a host");
    EXPECT_EQ(found.at("shop").state, State::NotAsked);
}

TEST_F(AddressProbeTest, SaysSoWhereTheKernelTellsNothingOfItsNeighbours)
{
    EXPECT_EQ(ask({"127.0.0.2"}).at("127.0.0.2").why, "the kernel does not tell who its neighbours are");
}

} // namespace
} // namespace tandem::agent
