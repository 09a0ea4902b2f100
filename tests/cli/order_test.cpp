// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/order.h"

#include <QJsonArray>
#include <gmock/gmock.h>

using namespace tandem;
using namespace tandem::cli;
using Kind = Order::Kind;
using model::VrrpState;
using testing::HasSubstr;

namespace {

model::NodeStatus aNode(const std::string &name, const std::vector<std::pair<std::string, VrrpState>> &instances)
{
    model::NodeStatus node;
    node.name = name;
    node.reachable = true;
    for (const auto &[instance, state] : instances) {
        node.instances.emplace_back();
        node.instances.back().name = instance;
        node.instances.back().state = state;
    }
    return node;
}

constexpr auto master = VrrpState::Master;
constexpr auto backup = VrrpState::Backup;

const Order toTwo{Kind::Switchover, "two", {}};
const OrderResult ofOne{{"VI_1"}, {}, true};

} // namespace

TEST(Order, IsSaidAsTheSpecificationHasIt)
{
    EXPECT_EQ(methodOf(toTwo), "switchover");
    EXPECT_EQ(paramsOf(toTwo), (QJsonObject{{"node", "two"}, {"cancel", false}}));
    EXPECT_EQ(paramsOf({Kind::CancelSwitchover, "two", "VI_1"}),
              (QJsonObject{{"node", "two"}, {"cancel", true}, {"instance", "VI_1"}}));
    EXPECT_EQ(methodOf({Kind::MaintenanceOff, "two", {}}), "maintenance");
    EXPECT_EQ(paramsOf({Kind::MaintenanceOn, "two", {}}), (QJsonObject{{"node", "two"}, {"on", true}}));
    EXPECT_EQ(paramsOf({Kind::MaintenanceOff, "two", {}}), (QJsonObject{{"node", "two"}, {"on", false}}));
}

TEST(Order, ASwitchoverIsDoneWhenTheTargetIsMasterAndNobodyElseIs)
{
    EXPECT_FALSE(
        progressOf(toTwo, ofOne, {aNode("one", {{"VI_1", master}}), aNode("two", {{"VI_1", backup}})}).reached);
    const auto both = progressOf(toTwo, ofOne, {aNode("one", {{"VI_1", master}}), aNode("two", {{"VI_1", master}})});
    EXPECT_FALSE(both.reached) << "the old one has not heard it";
    EXPECT_THAT(both.text, HasSubstr("but one is, too"));
    const auto done = progressOf(toTwo, ofOne, {aNode("one", {{"VI_1", backup}}), aNode("two", {{"VI_1", master}})});
    EXPECT_TRUE(done.reached);
    EXPECT_THAT(done.text, HasSubstr("two is MASTER of VI_1"));
    EXPECT_THAT(done.text, HasSubstr("tandemctl switchover two --cancel"));
}

TEST(Order, WhatWasKnownOfANodeOutOfReachHoldsNothingUp)
{
    auto lost = aNode("one", {{"VI_1", master}});
    lost.reachable = false;
    EXPECT_TRUE(progressOf(toTwo, ofOne, {lost, aNode("two", {{"VI_1", master}})}).reached);
    auto target = aNode("two", {{"VI_1", master}});
    target.reachable = false;
    EXPECT_FALSE(progressOf(toTwo, ofOne, {aNode("one", {{"VI_1", backup}}), target}).reached);
    EXPECT_FALSE(progressOf(toTwo, ofOne, {}).reached);
}

TEST(Order, AnInstanceThatWasNotNamedMayBeAnywhere)
{
    EXPECT_TRUE(progressOf(toTwo, ofOne,
                           {aNode("one", {{"VI_1", backup}, {"VI_2", master}}),
                            aNode("two", {{"VI_1", master}, {"VI_2", backup}})})
                    .reached);
    const OrderResult ofBoth{{"VI_1", "VI_2"}, {}, true};
    const auto half = progressOf(
        toTwo, ofBoth,
        {aNode("one", {{"VI_1", backup}, {"VI_2", master}}), aNode("two", {{"VI_1", master}, {"VI_2", backup}})});
    EXPECT_FALSE(half.reached);
    EXPECT_EQ(half.text, "two is not MASTER of VI_2");
}

TEST(Order, ASwitchoverHasEndedWhenItsPriorityIsNoLongerInForce)
{
    auto target = aNode("two", {{"VI_1", master}});
    target.instances[0].overridePriority = 151;
    const Order cancel{Kind::CancelSwitchover, "two", {}};
    EXPECT_FALSE(progressOf(cancel, ofOne, {target}).reached);
    target.instances[0].overridePriority.reset();
    EXPECT_TRUE(progressOf(cancel, ofOne, {target}).reached) << "who is MASTER next is the protocol's affair";
}

TEST(Order, ANodeInMaintenanceThatNobodyRelievesIsSaid)
{
    const Order on{Kind::MaintenanceOn, "two", {}};
    auto target = aNode("two", {{"VI_1", backup}});
    EXPECT_FALSE(progressOf(on, {}, {target}).reached);
    target.maintenance = true;
    EXPECT_TRUE(progressOf(on, {}, {target}).reached);
    EXPECT_THAT(progressOf(on, {{}, {"one"}, true}, {target}).text, HasSubstr("one took its VIPs first"));
    target.instances[0].state = master;
    EXPECT_FALSE(progressOf(on, {}, {target}).reached);
    EXPECT_THAT(progressOf(on, {}, {target}).text, HasSubstr("no other node takes it"));
    target.instances[0].state = backup;
    OrderResult held;
    held.heldBefore = {"VI_1"};
    const auto unseen = progressOf(on, held, {target, aNode("one", {{"VI_1", VrrpState::Fault}})});
    EXPECT_FALSE(unseen.reached) << "nobody has it: this node may take it again";
    EXPECT_TRUE(unseen.mayBe) << "a peer without a helper may";
    EXPECT_TRUE(progressOf(on, held, {target, aNode("one", {{"VI_1", master}})}).reached);
    held.movedTo = {"one"};
    EXPECT_TRUE(progressOf(on, held, {target}).reached) << "the agent saw it taken";
    target.instances[0].state = master;
    EXPECT_FALSE(progressOf(on, held, {target}).mayBe);
    const Order off{Kind::MaintenanceOff, "two", {}};
    EXPECT_FALSE(progressOf(off, {}, {target}).reached);
    target.maintenance = false;
    EXPECT_TRUE(progressOf(off, {}, {target}).reached);
}

TEST(Order, AnAnswerOfAnAgentIsRead)
{
    const auto result = orderResultOf(
        {{"done", true}, {"instances", QJsonArray{"VI_1"}}, {"moved_to", QJsonArray{"one"}}, {"remembered", false}});
    EXPECT_EQ(result.instances, std::vector<std::string>{"VI_1"});
    EXPECT_EQ(result.movedTo, std::vector<std::string>{"one"});
    EXPECT_FALSE(result.remembered);
    EXPECT_TRUE(orderResultOf({}).remembered);
}
