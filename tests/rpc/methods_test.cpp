// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/methods.h"

#include <gtest/gtest.h>

using namespace tandem;
using namespace tandem::rpc;

TEST(Roles, EachMayDoWhatTheLowerOnesMay)
{
    const Role ladder[] = {Role::Viewer, Role::Operator, Role::Admin};
    for (int has = 0; has < 3; ++has)
        for (int needed = 0; needed < 3; ++needed)
            EXPECT_EQ(mayCall(ladder[has], ladder[needed]), has >= needed) << has << " " << needed;
}

TEST(Roles, AnAgentReadsAndNobodyElseIsAnAgent)
{
    EXPECT_TRUE(mayCall(Role::Agent, Role::Viewer));
    EXPECT_TRUE(mayCall(Role::Agent, Role::Agent));
    EXPECT_FALSE(mayCall(Role::Agent, Role::Operator));
    EXPECT_FALSE(mayCall(Role::Agent, Role::Admin));
    EXPECT_FALSE(mayCall(Role::Admin, Role::Agent));
}

TEST(Roles, AStrangerMayOnlySayHelloAndBePaired)
{
    for (const Method &method : methods()) {
        const bool isForAll = method.name == "hello" || method.name == "pair";
        EXPECT_EQ(mayCall(Role::Stranger, method), isForAll) << method.name;
        if (isForAll) {
            EXPECT_TRUE(mayCall(Role::Viewer, method));
            EXPECT_TRUE(mayCall(Role::Agent, method));
        }
    }
    EXPECT_FALSE(roleOf("stranger")) << "nobody is written down as one";
}

TEST(Roles, AnAgentPassesActionsOnThatAViewerMayNotAskFor)
{
    for (const char *action : {"switchover", "maintenance", "mode"}) {
        const Method &method = *methodNamed(action);
        EXPECT_TRUE(mayCall(Role::Operator, method));
        EXPECT_TRUE(mayCall(Role::Admin, method));
        EXPECT_TRUE(mayCall(Role::Agent, method));
        EXPECT_FALSE(mayCall(Role::Viewer, method));
    }
}

TEST(Params, AreCheckedByTypeAndPresence)
{
    const Method &events = *methodNamed("events");
    EXPECT_TRUE(checkParams(events, {}));
    EXPECT_TRUE(checkParams(events, {{"since", 5}, {"limit", QJsonValue::Null}, {"newer", "ignored"}}));
    EXPECT_FALSE(checkParams(events, {{"since", "5"}}));
    EXPECT_FALSE(checkParams(events, {{"since", 5.5}}));
    EXPECT_FALSE(checkParams(events, {{"since", 1e300}}));
    EXPECT_FALSE(checkParams(events, {{"since", true}}));
    EXPECT_FALSE(checkParams(*methodNamed("clock"), {})) << "t0_ns is required";
    const auto wrong = checkParams(*methodNamed("subscribe"), {{"status", 1}});
    ASSERT_FALSE(wrong);
    EXPECT_NE(wrong.error().text.find("\"status\""), std::string::npos);
    EXPECT_EQ(methodNamed("reboot"), nullptr);
}
