// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/reconcile.h"

#include <gmock/gmock.h>
#include <map>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using Action = Decision::Action;
using config::Mode;
using model::EngineState;
using model::VrrpState;

const std::vector<PeerReading> peerKinds{
    {"maxscale2", PeerMode::PassiveIdle, "Idle", {}},
    {"maxscale2", PeerMode::PassiveBusy, "Promoting candidate primary", {}},
    {"maxscale2", PeerMode::Active, "Idle", {}},
    {"maxscale2", PeerMode::Gone, "", {}},
    {"maxscale2", PeerMode::Unknown, "", 4999ms},
    {"maxscale2", PeerMode::Unknown, "", 5s},
};

/// A peer that a MASTER may act beside.
bool isSafe(const PeerReading &peer)
{
    return peer.mode == PeerMode::PassiveIdle || peer.mode == PeerMode::Gone ||
           (peer.mode == PeerMode::Unknown && peer.unknownFor >= peerWait);
}

Situation master()
{
    Situation situation;
    situation.mode = Mode::Passive;
    situation.engine = EngineState::Running;
    situation.state = VrrpState::Master;
    situation.stateFor = 1min;
    situation.passive = true;
    situation.monitorState = "Idle";
    situation.peers = {peerKinds[0]};
    return situation;
}

using Combination = std::tuple<EngineState, VrrpState>;

/// Every engine state x VRRP state; each test goes through reading, restart, hold, mode, monitor and two peers.
class ModeTable : public testing::TestWithParam<Combination>
{
protected:
    template <class Check>
    void forAll(Check check) const
    {
        const auto [engine, state] = GetParam();
        for (const auto passive : {std::optional<bool>(), std::optional(true), std::optional(false)})
            for (const bool restarted : {false, true})
                forAll(check, engine, state, passive, restarted);
    }
    template <class Check>
    static void forAll(Check check, EngineState engine, VrrpState state, std::optional<bool> passive, bool restarted)
    {
        for (const Mode mode : {Mode::None, Mode::Passive, Mode::Cooperative})
            for (const bool held : {false, true})
                for (const char *monitor : {"Idle", "Stopped", "Promoting candidate primary", ""})
                    for (const PeerReading &first : peerKinds)
                        for (const PeerReading &second : peerKinds)
                            check(Situation{
                                mode, engine, state, 1min, passive, monitor, restarted, held, {first, second}});
    }
    static bool isWrite(const Decision &decision)
    {
        return decision.action == Action::SetTrue || decision.action == Action::SetFalse;
    }
};

std::string nameOfCombination(const testing::TestParamInfo<Combination> &info)
{
    const auto &[engine, state] = info.param;
    return "engine_" + std::string(nameOf(engine)) + "_" + std::string(nameOf(state));
}

} // namespace

TEST_P(ModeTable, WritesExactlyWhatTheRulesSay)
{
    const auto [engine, state] = GetParam();
    // What the engine's word alone asks for; nothing: no word.
    std::optional<bool> word;
    if (engine == EngineState::Stopped)
        word = true;
    else if (engine == EngineState::Running && state == VrrpState::Master)
        word = false;
    else if (engine == EngineState::Running &&
             (state == VrrpState::Backup || state == VrrpState::Fault || state == VrrpState::Stopped))
        word = true;
    forAll([&, silent = engine == EngineState::Unknown](const Situation &situation) {
        const std::optional<bool> desired = silent && situation.restarted ? std::optional(true) : word;
        const bool mayAct = situation.mode == Mode::Passive && !situation.held && situation.passive && desired &&
                            *situation.passive != *desired;
        const bool isIdle = situation.monitorState == "Idle" || situation.monitorState == "Stopped";
        Action expected = Action::None;
        if (mayAct && *desired)
            expected = Action::SetTrue;
        else if (mayAct)
            expected =
                isIdle && isSafe(situation.peers[0]) && isSafe(situation.peers[1]) ? Action::SetFalse : Action::Wait;
        const Decision decision = reconcile(situation);
        EXPECT_EQ(decision.action, expected) << decision.reason;
        EXPECT_FALSE(decision.reason.empty());
    });
}

TEST_P(ModeTable, NeverWritesWhatMaxScaleAlreadyReads)
{
    forAll([&](const Situation &situation) {
        const Decision decision = reconcile(situation);
        if (isWrite(decision)) {
            EXPECT_NE(situation.passive, decision.action == Action::SetTrue);
        }
    });
}

TEST_P(ModeTable, NeverActivatesBesideAnActivePeer)
{
    forAll([&](const Situation &situation) {
        for (const PeerReading &peer : situation.peers)
            if (peer.mode == PeerMode::Active) {
                EXPECT_NE(reconcile(situation).action, Action::SetFalse);
            }
    });
}

TEST_P(ModeTable, NeverWritesBesideLocksNorBeforeItIsKnownWhetherThereAreAny)
{
    forAll([&](const Situation &situation) {
        Situation other = situation;
        other.locks = true;
        EXPECT_FALSE(isWrite(reconcile(other)));
        other.locks.reset();
        EXPECT_FALSE(isWrite(reconcile(other)));
    });
}

TEST_P(ModeTable, NeverWritesBesideConfigSync)
{
    forAll([&](const Situation &situation) {
        Situation other = situation;
        other.configSync = true;
        EXPECT_FALSE(isWrite(reconcile(other)));
    });
}

TEST_P(ModeTable, AHoldAlarmsExactlyWhileItKeepsFromSomething)
{
    forAll([&](const Situation &situation) {
        Situation held = situation;
        held.held = true;
        Situation free = situation;
        free.held = false;
        const Decision decision = reconcile(held);
        EXPECT_EQ(decision.action, Action::None);
        EXPECT_EQ(decision.alarm, reconcile(free).action != Action::None);
        EXPECT_EQ(decision.code, decision.alarm ? "mode-held" : "");
    });
}

INSTANTIATE_TEST_SUITE_P(All, ModeTable,
                         testing::Combine(testing::Values(EngineState::Unknown, EngineState::Running,
                                                          EngineState::Stopped),
                                          testing::Values(VrrpState::Unknown, VrrpState::Stopped, VrrpState::Init,
                                                          VrrpState::Backup, VrrpState::Master, VrrpState::Fault)),
                         nameOfCombination);

TEST(Reconcile, ActivatesAMasterWhosePeerReadsPassive)
{
    const Decision decision = reconcile(master());
    EXPECT_EQ(decision.action, Action::SetFalse);
    EXPECT_EQ(decision.reason, "the engine is MASTER, maxscale2 reads passive");
    EXPECT_FALSE(decision.alarm);
}

TEST(Reconcile, ActivatesAtOnceWhenThePeersMaxScaleHasNoProcess)
{
    Situation situation = master();
    situation.stateFor = 0s;
    situation.peers = {peerKinds[3]};
    EXPECT_EQ(reconcile(situation).action, Action::SetFalse);
}

TEST(Reconcile, WaitsForAPeerThatCannotBeAskedAndThenActsWithAnAlarm)
{
    Situation situation = master();
    situation.peers = {{"maxscale2", PeerMode::Unknown, "", 1h}};
    situation.stateFor = 4999ms;
    EXPECT_EQ(reconcile(situation).action, Action::Wait) << "the wait begins with MASTER";
    situation.stateFor = 5s;
    const Decision decision = reconcile(situation);
    EXPECT_EQ(decision.action, Action::SetFalse);
    EXPECT_TRUE(decision.alarm);
}

TEST(Reconcile, WaitsWithAnAlarmForAPeerThatStaysActive)
{
    Situation situation = master();
    situation.peers = {peerKinds[2]};
    const Decision decision = reconcile(situation);
    EXPECT_EQ(decision.action, Action::Wait);
    EXPECT_TRUE(decision.alarm);
    EXPECT_EQ(decision.reason, "maxscale2 still reads active");
}

TEST(Reconcile, WaitsForAnOperationOfThePeerToEnd)
{
    Situation situation = master();
    situation.peers = {peerKinds[1]};
    EXPECT_EQ(reconcile(situation).reason,
              "maxscale2 is passive, but its monitor is not done: Promoting candidate primary");
}

TEST(Reconcile, ActivatesANodeWithoutPeers)
{
    Situation situation = master();
    situation.peers.clear();
    EXPECT_EQ(reconcile(situation).action, Action::SetFalse);
}

TEST(Reconcile, LetsTheFirstInstanceThatTracksMaxScaleLead)
{
    config::Cluster cluster;
    EXPECT_EQ(leadingInstance(cluster), nullptr);
    cluster.checks = {{"gw", config::CheckKind::Gateway}, {"maxscale", config::CheckKind::MaxScale}};
    const auto add = [&](const char *name, std::vector<std::string> tracks) {
        config::Instance instance{.name = name, .virtualRouterId = *VirtualRouterId::of(51)};
        instance.tracks = std::move(tracks);
        cluster.instances.push_back(instance);
    };
    add("VI_1", {"gw"});
    EXPECT_EQ(leadingInstance(cluster)->name, "VI_1");
    add("VI_2", {"gw", "maxscale"});
    add("VI_3", {"maxscale"});
    EXPECT_EQ(leadingInstance(cluster)->name, "VI_2");
}

TEST(Reconcile, RefusesToWriteBesideCooperativeLocks)
{
    Situation situation = master();
    situation.locks = true;
    const Decision decision = reconcile(situation);
    EXPECT_EQ(decision.action, Action::None);
    EXPECT_TRUE(decision.alarm);
    EXPECT_EQ(decision.code, "mode-refused");
    EXPECT_THAT(decision.reason, testing::HasSubstr("mode = \"cooperative\""));
    situation.passive = false;
    EXPECT_TRUE(reconcile(situation).alarm) << "also while nothing would be written";
    situation.mode = Mode::Cooperative;
    EXPECT_EQ(reconcile(situation), (Decision{Action::None, "mode is not \"passive\""}));
}

TEST(Reconcile, RefusesToWriteBesideConfigSync)
{
    Situation situation = master();
    situation.configSync = true;
    const Decision decision = reconcile(situation);
    EXPECT_EQ(decision.action, Action::None);
    EXPECT_TRUE(decision.alarm);
    EXPECT_EQ(decision.code, "mode-refused");
    EXPECT_THAT(decision.reason, testing::HasSubstr("copies its `passive` to all others"));
    situation.restarted = true;
    situation.engine = model::EngineState::Unknown;
    situation.passive = false;
    EXPECT_EQ(reconcile(situation).action, Action::None) << "a restarted one is no exception";
    situation.mode = Mode::Cooperative;
    EXPECT_FALSE(reconcile(situation).alarm);
}

TEST(Reconcile, WaitsUntilTheMonitorsHaveBeenRead)
{
    Situation situation = master();
    situation.locks.reset();
    EXPECT_EQ(reconcile(situation).action, Action::Wait);
    situation.passive = false;
    EXPECT_EQ(reconcile(situation).action, Action::None) << "it reads what it should";
}

TEST(Reconcile, AHoldTellsWhatItKeepsMaxScaleFrom)
{
    Situation situation = master();
    situation.held = true;
    EXPECT_EQ(reconcile(situation).reason,
              "hold keeps MaxScale passive, although the engine is MASTER, maxscale2 reads passive");
    situation.passive = false;
    EXPECT_EQ(reconcile(situation), (Decision{Action::None, "on hold"}));
}

} // namespace tandem::agent
