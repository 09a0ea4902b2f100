// SPDX-License-Identifier: GPL-3.0-or-later
// The pure parts of what is asked for: words of a refusal, who takes over, how a node makes way.
#include "daemon/agent/eventtext.h"
#include "daemon/agent/orders/makeway.h"
#include "daemon/agent/orders/refusaltext.h"
#include "daemon/agent/orders/successor.h"

#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using model::VrrpState;
using testing::ElementsAre;
using testing::HasSubstr;

config::Cluster cluster()
{
    config::Cluster made;
    made.nodes = {{"maxscale1", {}, {}, "eth0", 254, {}}, {"maxscale2", {}, {}, "eth0", 100, {}}};
    made.instances = {config::Instance{.name = "VI_1", .virtualRouterId = *VirtualRouterId::of(51)}};
    return made;
}

model::NodeStatus nodeWith(const std::string &name, const std::vector<std::pair<VrrpState, int>> &instances)
{
    model::NodeStatus node;
    node.name = name;
    node.reachable = true;
    node.engineState = model::EngineState::Running;
    for (const auto &[state, priority] : instances) {
        model::InstanceStatus one;
        one.name = "VI_" + std::to_string(node.instances.size() + 1);
        one.state = state;
        one.effectivePriority = priority;
        node.instances.push_back(one);
    }
    return node;
}

Error refusal(const std::vector<channel::OrderAnswer::Refusal> &refusals)
{
    auto node = nodeWith("maxscale2", {{VrrpState::Fault, 0}});
    node.maxscale.verdict = "refused";
    node.maxscale.evidence = "REST 127.0.0.1:8989 connection refused";
    return refusalError({1, refusals}, cluster(), node);
}

constexpr auto master = VrrpState::Master;
constexpr auto backup = VrrpState::Backup;

} // namespace

TEST(RefusalText, NamesWhatFailedAndWhatHelps)
{
    const Error fault = refusal({{"VI_1", "fault"}});
    EXPECT_EQ(fault.code, ErrorCode::Refused);
    EXPECT_EQ(fault.text, "maxscale2 is in FAULT: MaxScale is refused (REST 127.0.0.1:8989 connection refused)");
    EXPECT_EQ(fault.fix, "mend that first: it takes part again by itself");
    const Error high = refusal({{"VI_1", "priority-too-high"}});
    EXPECT_EQ(high.text, "no priority up to 254 is above the owner's for VI_1");
    EXPECT_THAT(high.fix, HasSubstr("lower the priority of maxscale1 below 254"));
    EXPECT_EQ(refusal({{"VI_1", "in-maintenance"}}).fix, "tandemctl maintenance maxscale2 off");
}

TEST(RefusalText, HasWordsForEachReasonThatAnEngineGives)
{
    for (const char *code : {"not-running", "fault", "health-unknown", "in-maintenance", "priority-too-high",
                             "owns-addresses", "unknown-instance", "too-many-orders"}) {
        const Error error = refusal({{"VI_1", code}});
        EXPECT_THAT(error.text, testing::Not(HasSubstr(code))) << code;
        EXPECT_FALSE(error.fix.empty()) << code;
    }
    EXPECT_THAT(refusal({{"VI_1", "of-tomorrow"}}).text, HasSubstr("of-tomorrow"));
}

TEST(RefusalText, SaysEachReasonOnceAndNotFiveHundredNames)
{
    std::vector<channel::OrderAnswer::Refusal> many;
    for (int i = 1; i <= 500; ++i)
        many.push_back({"VI_" + std::to_string(i), "not-running"});
    many.push_back({"VI_501", "fault"});
    const std::string text = refusal(many).text;
    EXPECT_THAT(text, HasSubstr("VI_1, VI_2, VI_3 and 497 others does not run on maxscale2; maxscale2 is in FAULT"));
}

TEST(Successor, IsTheFitPeerThatCompetesBest)
{
    const auto own = nodeWith("maxscale1", {{master, 150}, {backup, 90}});
    const auto second = nodeWith("maxscale2", {{backup, 100}, {master, 120}});
    const auto third = nodeWith("maxscale3", {{backup, 120}, {backup, 80}});
    EXPECT_THAT(successors(own, {second, third}), ElementsAre(Move{"maxscale3", "VI_1"}));
}

TEST(Successor, IsNobodyWhoIsNotFit)
{
    const auto own = nodeWith("maxscale1", {{master, 150}});
    auto peer = nodeWith("maxscale2", {{VrrpState::Fault, 0}});
    EXPECT_THAT(successors(own, {peer}), testing::IsEmpty());
    peer = nodeWith("maxscale2", {{backup, 100}});
    ASSERT_EQ(successors(own, {peer}).size(), 1U);
    for (auto change : {+[](model::NodeStatus &node) { node.reachable = false; },
                        +[](model::NodeStatus &node) { node.maintenance = true; },
                        +[](model::NodeStatus &node) { node.engineState = model::EngineState::Stopped; },
                        +[](model::NodeStatus &node) { node.instances.clear(); }}) {
        auto unfit = peer;
        change(unfit);
        EXPECT_THAT(successors(own, {unfit}), testing::IsEmpty());
    }
}

TEST(Successor, OfAllIsOneMove)
{
    const std::vector<std::pair<VrrpState, int>> masters(500, {master, 150});
    const std::vector<std::pair<VrrpState, int>> backups(500, {backup, 100});
    EXPECT_THAT(successors(nodeWith("maxscale1", masters), {nodeWith("maxscale2", backups)}),
                ElementsAre(Move{"maxscale2", {}}));
    auto mixed = backups;
    mixed[7].second = 101;
    EXPECT_THAT(successors(nodeWith("maxscale1", masters), {nodeWith("maxscale2", backups), nodeWith("m3", mixed)}),
                testing::SizeIs(mostMoves))
        << "an engine takes ten orders a second";
}

TEST(MakeWay, IsDoneWhenThePeersHaveTakenAll)
{
    std::vector<std::pair<Move, bool>> asked;
    std::vector<MakeWay::Done> answers;
    bool master = true;
    MakeWay way(
        {{"maxscale2", "VI_1"}, {"maxscale3", "VI_2"}},
        [&](const Move &move, bool begin, const MakeWay::Done &done) {
            asked.emplace_back(move, begin);
            answers.push_back(done);
        },
        [&](const Move &move) { return master && move.peer == "maxscale2"; });
    int finished = 0;
    QObject::connect(&way, &MakeWay::finished, [&] { ++finished; });
    way.start();
    ASSERT_EQ(answers.size(), 2U);
    answers[0]({});
    answers[1](fail(ErrorCode::Refused, {}, "maxscale3 is in FAULT"));
    EXPECT_EQ(finished, 0) << "it is still MASTER of VI_1";
    master = false;
    way.look();
    way.look();
    EXPECT_EQ(finished, 1);
    EXPECT_THAT(way.takenBy(), ElementsAre("maxscale2"));
    ASSERT_EQ(way.troubles().size(), 1U);
    way.endOverrides();
    ASSERT_EQ(asked.size(), 3U);
    EXPECT_EQ(asked.back(), (std::pair<Move, bool>{{"maxscale2", "VI_1"}, false})) << "only where one is in force";
}

TEST(EventText, AnActionNamesWhoAskedAndWhatBecameOfIt)
{
    const Action action{Action::Kind::Switchover, "maxscale2", "VI_1", "alice", "maxscale1"};
    const auto done = actionEvent(action, {}, 7);
    EXPECT_EQ(done.kind, model::EventKind::Action);
    EXPECT_EQ(done.instance, "VI_1");
    EXPECT_EQ(done.to, "switchover");
    EXPECT_EQ(done.reason, "switchover to maxscale2, asked for by alice through maxscale1");
    EXPECT_EQ(done.cause.type, model::CauseType::Command);
    EXPECT_THAT(done.cause.details, testing::Contains(std::pair<std::string, std::string>("outcome", "done")));
    const auto refused = actionEvent(action, fail(ErrorCode::Refused, {}, "maxscale2 is in FAULT"), 7);
    EXPECT_EQ(refused.reason,
              "switchover to maxscale2, asked for by alice through maxscale1: refused: maxscale2 is in FAULT");
    EXPECT_THAT(refused.cause.details, testing::Contains(std::pair<std::string, std::string>("outcome", "refused")));
}

} // namespace tandem::agent
