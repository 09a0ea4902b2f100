// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/api/methodtable.h"

#include "fakenode.h"
#include "rpc/methods.h"

#include <gtest/gtest.h>

using namespace tandem;
using namespace tandem::agent;

TEST(MethodTable, AnswersEveryMethodOfTheSpecification)
{
    FakeNode node;
    MethodTable table;
    addReadMethods(table, node);
    addActionMethods(table, node);
    addFactMethods(table, node);
    addFileMethods(table, node);
    addPairMethods(table, node);
    for (const auto &method : rpc::methods()) {
        const bool ofTheConnection = method.name == "hello" || method.name == "subscribe";
        EXPECT_NE(table.knows(method.name), ofTheConnection) << method.name;
    }
}

TEST(MethodTable, ChecksBeforeItAsks)
{
    MethodTable table;
    int asked = 0;
    table.add("clock", [&](const Call &) -> Result<QJsonObject> {
        ++asked;
        return QJsonObject();
    });
    EXPECT_EQ(table.run("clock", {}).error().number, rpc::invalidParams);
    EXPECT_EQ(table.run("clocks", {}).error().number, rpc::methodNotFound);
    EXPECT_EQ(asked, 0);
    EXPECT_TRUE(table.run("clock", {{{"t0_ns", 1}}, {}, 0}));
    EXPECT_EQ(asked, 1);
}
