// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/timeline/lanemodel.h"
#include "gui/timeline/timescale.h"
#include "scenes.h"

#include <algorithm>
#include <gmock/gmock.h>

namespace tandem::gui {
namespace {

using model::CauseType;
using model::Event;
using model::EventKind;
using testing::ElementsAre;

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t t0 = 1'768'651'200 * second;

Event make(std::int64_t ns, const std::string &node, EventKind kind, const std::string &from, const std::string &to)
{
    return scenes::event(ns, node, kind, from, to, "", CauseType::Check, {},
                         kind == EventKind::State || kind == EventKind::Vip ? "VI_1" : "");
}

class Lanes : public testing::Test
{
protected:
    std::vector<Lane> build(std::int64_t now, std::int64_t aKnownUntil = 0, std::int64_t bKnownUntil = 0)
    {
        std::stable_sort(m_events.begin(), m_events.end(),
                         [](const Event &a, const Event &b) { return a.timeNs < b.timeNs; });
        return buildLanes({m_events,
                           {{"a", {"VI_1"}, aKnownUntil != 0 ? aKnownUntil : now},
                            {"b", {"VI_1"}, bKnownUntil != 0 ? bKnownUntil : now}},
                           {{"10.0.0.9", "VI_1"}},
                           now});
    }
    static const Lane &lane(const std::vector<Lane> &lanes, LaneKind kind, const std::string &node)
    {
        return *std::find_if(lanes.begin(), lanes.end(),
                             [&](const Lane &l) { return l.kind == kind && l.node == node; });
    }
    static std::vector<std::string> words(const Lane &lane)
    {
        std::vector<std::string> result;
        for (const Span &span : lane.spans)
            result.push_back(span.word);
        return result;
    }
    void add(std::int64_t at, const std::string &node, EventKind kind, const std::string &from, const std::string &to)
    {
        m_events.push_back(make(t0 + at, node, kind, from, to));
    }

    std::vector<Event> m_events;
};

TEST_F(Lanes, StandTogetherByNodeThenVipsThenActions)
{
    add(0, "a", EventKind::Action, "", "switchover");
    const auto lanes = build(t0 + second);
    std::vector<LaneKind> kinds;
    for (const Lane &each : lanes)
        kinds.push_back(each.kind);
    EXPECT_THAT(kinds, ElementsAre(LaneKind::State, LaneKind::Mode, LaneKind::Health, LaneKind::State, LaneKind::Mode,
                                   LaneKind::Health, LaneKind::Vip, LaneKind::Actions));
    EXPECT_THAT(lanes.back().marks, ElementsAre(0));
}

TEST_F(Lanes, ASpanEndsWhereTheNextBeginsAndTheLastGoesOn)
{
    add(0, "a", EventKind::State, "INIT", "BACKUP");
    add(3 * second, "a", EventKind::State, "BACKUP", "MASTER");
    const Lane state = lane(build(t0 + 10 * second), LaneKind::State, "a");
    ASSERT_THAT(words(state), ElementsAre("BACKUP", "MASTER"));
    EXPECT_EQ(state.spans[0].endNs, state.spans[1].beginNs);
    EXPECT_EQ(state.spans[1].endNs, t0 + 10 * second);
    EXPECT_FALSE(state.spans[0].lasting);
    EXPECT_TRUE(state.spans[1].lasting);
    EXPECT_EQ(state.spans[1].openedBy, 1);
}

TEST_F(Lanes, WhatAFirstChangeChangedFromHeldSinceTheNodesFirstEvent)
{
    add(0, "a", EventKind::Helper, "", "");
    add(5 * second, "a", EventKind::State, "MASTER", "FAULT");
    const Lane state = lane(build(t0 + 6 * second), LaneKind::State, "a");
    ASSERT_THAT(words(state), ElementsAre("MASTER", "FAULT"));
    EXPECT_EQ(state.spans[0].beginNs, t0);
    EXPECT_EQ(state.spans[0].openedBy, -1);
}

TEST_F(Lanes, NothingIsKnownAfterANodeWasHeardLast)
{
    add(0, "a", EventKind::State, "BACKUP", "MASTER");
    const Lane state = lane(build(t0 + 10 * second, t0 + 4 * second), LaneKind::State, "a");
    ASSERT_THAT(words(state), ElementsAre("MASTER", "unknown"));
    EXPECT_EQ(state.spans[0].endNs, t0 + 4 * second);
    EXPECT_EQ(state.spans[1].look, Appearance::Unknown);
}

TEST_F(Lanes, ModeIsUnknownWhileMaxScaleDoesNotAnswer)
{
    add(0, "a", EventKind::Mode, "", "active");
    add(second, "a", EventKind::Health, "ok", "refused");
    add(3 * second, "a", EventKind::Health, "refused", "ok");
    add(4 * second, "a", EventKind::Mode, "active", "passive");
    const Lane mode = lane(build(t0 + 20 * second), LaneKind::Mode, "a");
    ASSERT_THAT(words(mode), ElementsAre("active", "unknown", "passive"));
    EXPECT_EQ(mode.spans[1].beginNs, t0 + second);
    EXPECT_EQ(mode.spans[1].endNs, t0 + 4 * second);
}

TEST_F(Lanes, ModeIsAsBeforeWhenMaxScaleReturnsAndNothingIsTold)
{
    add(0, "a", EventKind::Mode, "", "passive");
    add(second, "a", EventKind::Health, "ok", "frozen");
    add(3 * second, "a", EventKind::Health, "frozen", "ok");
    EXPECT_THAT(words(lane(build(t0 + 4 * second), LaneKind::Mode, "a")), ElementsAre("passive", "unknown"));
    EXPECT_THAT(words(lane(build(t0 + 20 * second), LaneKind::Mode, "a")),
                ElementsAre("passive", "unknown", "passive"));
}

TEST_F(Lanes, AStoppedListenerLeavesTheModeKnown)
{
    add(0, "a", EventKind::Mode, "", "active");
    add(second, "a", EventKind::Health, "ok", "listener stopped");
    EXPECT_THAT(words(lane(build(t0 + 4 * second), LaneKind::Mode, "a")), ElementsAre("active"));
}

TEST_F(Lanes, WithoutAnEngineStateAndVipAreUnknown)
{
    add(0, "a", EventKind::State, "BACKUP", "MASTER");
    add(1, "a", EventKind::Vip, "", "10.0.0.9");
    add(second, "a", EventKind::Alarm, "", "engine-unreachable");
    const auto lanes = build(t0 + 10 * second);
    EXPECT_THAT(words(lane(lanes, LaneKind::State, "a")), ElementsAre("MASTER", "unknown"));
    EXPECT_EQ(lane(lanes, LaneKind::Vip, "").spans.back().look, Appearance::Unknown);
}

TEST_F(Lanes, AVipBetweenTwoOwnersHasNoOwner)
{
    add(0, "a", EventKind::Vip, "", "10.0.0.9");
    add(5 * second, "a", EventKind::Vip, "10.0.0.9", "");
    add(6 * second, "b", EventKind::Vip, "", "10.0.0.9");
    const Lane vip = lane(build(t0 + 10 * second), LaneKind::Vip, "");
    ASSERT_THAT(words(vip), ElementsAre("a", "", "b"));
    EXPECT_EQ(vip.spans[0].look, Appearance::Master);
    EXPECT_EQ(vip.spans[1].look, Appearance::Conflict);
    EXPECT_EQ(vip.spans[1].endNs - vip.spans[1].beginNs, second);
    EXPECT_EQ(vip.spans[2].look, Appearance::Other);
}

TEST_F(Lanes, ANodeThatIsNotHeardMayHoldTheVip)
{
    add(0, "a", EventKind::Vip, "", "10.0.0.9");
    add(5 * second, "a", EventKind::Vip, "10.0.0.9", "");
    add(8 * second, "a", EventKind::Vip, "", "10.0.0.9");
    const Lane never = lane(build(t0 + 10 * second, 0, 1), LaneKind::Vip, "");
    EXPECT_THAT(words(never), ElementsAre("a", "unknown", "a"));
    EXPECT_EQ(never.spans[1].look, Appearance::Unknown);
    add(0, "b", EventKind::Helper, "", "");
    const Lane lost = lane(build(t0 + 10 * second, 0, t0 + 6 * second), LaneKind::Vip, "");
    ASSERT_THAT(words(lost), ElementsAre("a", "", "unknown", "a"));
    EXPECT_EQ(lost.spans[1].endNs, t0 + 6 * second);
    EXPECT_EQ(lost.spans[2].endNs, t0 + 8 * second);
    EXPECT_THAT(words(lane(build(t0 + 10 * second), LaneKind::Vip, "")), ElementsAre("a", "", "a"));
}

TEST_F(Lanes, AVipThatBothHoldHasTwoOwners)
{
    add(0, "a", EventKind::Vip, "", "10.0.0.9");
    add(5 * second, "b", EventKind::Vip, "", "10.0.0.9/24");
    add(7 * second, "b", EventKind::Vip, "10.0.0.9", "");
    const Lane vip = lane(build(t0 + 10 * second), LaneKind::Vip, "");
    ASSERT_THAT(words(vip), ElementsAre("a", "a + b", "a"));
    EXPECT_EQ(vip.spans[1].look, Appearance::Conflict);
}

TEST_F(Lanes, BeforeTheFirstOwnerNobodyCanSayThatThereIsNone)
{
    add(0, "b", EventKind::Vip, "10.0.0.9", "");
    EXPECT_TRUE(lane(build(t0 + second), LaneKind::Vip, "").spans.empty());
}

TEST_F(Lanes, AnOwnerOutOfReachLeavesTheVipUnknown)
{
    add(0, "a", EventKind::Vip, "", "10.0.0.9");
    const Lane vip = lane(build(t0 + 10 * second, t0 + 4 * second), LaneKind::Vip, "");
    EXPECT_THAT(words(vip), ElementsAre("a", "unknown"));
    // The other one out of reach takes nothing from what the owner says.
    EXPECT_THAT(words(lane(build(t0 + 10 * second, 0, t0 + 4 * second), LaneKind::Vip, "")), ElementsAre("a"));
}

TEST_F(Lanes, PaintAtMostOneBarForEachPixelAndKeepTheWorst)
{
    for (int i = 0; i < 20'000; ++i)
        add(i * 10'000'000LL, "a", EventKind::State, i % 2 == 0 ? "MASTER" : "FAULT", i % 2 == 0 ? "FAULT" : "MASTER");
    const Lane state = lane(build(t0 + 200 * second), LaneKind::State, "a");
    const TimeScale scale(t0, t0 + 200 * second, 0, 800);
    const auto bars = visibleBars(state, scale);
    EXPECT_LE(bars.size(), 801U);
    EXPECT_GT(bars.size(), 100U);
    EXPECT_TRUE(std::any_of(bars.begin(), bars.end(), [&](const Bar &bar) {
        return state.spans[static_cast<std::size_t>(bar.span)].look == Appearance::Fault;
    }));
    for (std::size_t i = 1; i < bars.size(); ++i)
        EXPECT_GE(bars[i].left, bars[i - 1].right - 1e-6);
}

TEST_F(Lanes, AShortFaultInALongDayIsStillSeen)
{
    add(0, "a", EventKind::State, "BACKUP", "MASTER");
    add(43'200 * second, "a", EventKind::State, "MASTER", "FAULT");
    add(43'201 * second, "a", EventKind::State, "FAULT", "MASTER");
    const Lane state = lane(build(t0 + 86'400 * second), LaneKind::State, "a");
    const auto bars = visibleBars(state, TimeScale(t0, t0 + 86'400 * second, 0, 1000));
    ASSERT_EQ(bars.size(), 3U);
    EXPECT_EQ(state.spans[static_cast<std::size_t>(bars[1].span)].look, Appearance::Fault);
    EXPECT_GE(bars[1].right - bars[1].left, 1.9);
}

TEST_F(Lanes, FindTheSpanAtATime)
{
    add(0, "a", EventKind::State, "INIT", "BACKUP");
    add(3 * second, "a", EventKind::State, "BACKUP", "MASTER");
    const Lane state = lane(build(t0 + 10 * second), LaneKind::State, "a");
    EXPECT_EQ(spanAt(state, t0 - 1), -1);
    EXPECT_EQ(spanAt(state, t0 + second), 0);
    EXPECT_EQ(spanAt(state, t0 + 3 * second), 1);
    EXPECT_EQ(spanAt(state, t0 + 11 * second), -1);
}

} // namespace
} // namespace tandem::gui
