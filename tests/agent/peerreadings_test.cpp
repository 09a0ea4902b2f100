// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/peerreadings.h"

#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;

model::NodeStatus statusWith(bool reachable, std::optional<bool> passive, const std::string &verdict,
                             const std::string &monitor = "Idle")
{
    model::NodeStatus status;
    status.name = "maxscale2";
    status.maxscale.reachable = reachable;
    status.maxscale.passive = passive;
    status.maxscale.verdict = verdict;
    status.maxscale.monitorState = monitor;
    return status;
}

PeerMode modeOf(const model::NodeStatus &status)
{
    PeerReadings readings({"maxscale2"}, {});
    readings.update("maxscale2", status, {});
    return readings.at({}).front().mode;
}

} // namespace

TEST(PeerReadings, ReadsWhatAPeersAgentSays)
{
    EXPECT_EQ(modeOf(statusWith(true, true, "ok")), PeerMode::PassiveIdle);
    EXPECT_EQ(modeOf(statusWith(true, true, "ok", "Monitoring servers")), PeerMode::PassiveIdle);
    EXPECT_EQ(modeOf(statusWith(true, true, "ok", "Demoting old primary")), PeerMode::PassiveBusy);
    EXPECT_EQ(modeOf(statusWith(true, false, "ok")), PeerMode::Active);
    EXPECT_EQ(modeOf(statusWith(true, false, "listener stopped")), PeerMode::Active);
    EXPECT_EQ(modeOf(statusWith(false, {}, "refused")), PeerMode::Gone);
}

TEST(PeerReadings, GuessesNothing)
{
    EXPECT_EQ(modeOf(statusWith(false, {}, "frozen")), PeerMode::Unknown) << "it may wake up active";
    EXPECT_EQ(modeOf(statusWith(false, {}, "returning")), PeerMode::Unknown);
    EXPECT_EQ(modeOf(statusWith(false, {}, "")), PeerMode::Unknown);
    EXPECT_EQ(modeOf(statusWith(true, {}, "ok")), PeerMode::Unknown);
    EXPECT_EQ(modeOf(statusWith(true, true, "ok", "")), PeerMode::Unknown) << "its monitor may be at something";
}

TEST(PeerReadings, MeasuresHowLongAPeerIsUnknown)
{
    PeerReadings readings({"maxscale2"}, Instant(10s));
    EXPECT_EQ(readings.at(Instant(13s)).front().unknownFor, 3s) << "from the start";
    readings.update("maxscale2", statusWith(true, true, "ok"), Instant(20s));
    EXPECT_EQ(readings.at(Instant(25s)).front().unknownFor, 0s);
    readings.update("maxscale2", std::nullopt, Instant(30s));
    readings.update("maxscale2", statusWith(false, {}, "frozen"), Instant(33s));
    EXPECT_EQ(readings.at(Instant(34s)).front().unknownFor, 4s);
    EXPECT_EQ(readings.at(Instant(34s)).front().mode, PeerMode::Unknown);
}

TEST(PeerReadings, KnowsWhetherAPeerReachesAServer)
{
    PeerReadings readings({"maxscale2", "maxscale3"}, {});
    EXPECT_FALSE(readings.seeUsableServer());
    auto status = statusWith(true, true, "ok");
    status.maxscale.servers = {{"server1", "Down", {}, {}}};
    readings.update("maxscale2", status, {});
    EXPECT_FALSE(readings.seeUsableServer());
    status.maxscale.servers.push_back({"server2", "Slave, Running", 0, 0});
    readings.update("maxscale3", status, {});
    EXPECT_TRUE(readings.seeUsableServer());
    readings.update("maxscale3", std::nullopt, {});
    EXPECT_FALSE(readings.seeUsableServer());
}

TEST(PeerReadings, HearsNobodyElse)
{
    PeerReadings readings({"maxscale2"}, {});
    readings.update("stranger", statusWith(true, false, "ok"), {});
    ASSERT_EQ(readings.at({}).size(), 1U);
    EXPECT_EQ(readings.at({}).front().mode, PeerMode::Unknown);
}

} // namespace tandem::agent
