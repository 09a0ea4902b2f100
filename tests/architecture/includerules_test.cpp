// SPDX-License-Identifier: GPL-3.0-or-later
#include "includerules.h"
#include "sourcetree.h"

#include <gtest/gtest.h>

#include <ostream>

namespace tandem::architecture {
namespace {

struct Case
{
    std::string path;
    std::string include; ///< as it stands in the file
    std::string objection;
};

void PrintTo(const Case &one, std::ostream *out)
{
    *out << one.path << " with #include " << one.include;
}

class AnInclude : public testing::TestWithParam<Case>
{
};

TEST_P(AnInclude, IsJudgedByItsRoom)
{
    const IncludeRules rules(
        {{"QWidget", "Widgets"}, {"QLabel", "Widgets"}, {"QChart", "Charts"}, {"QSqlQuery", "Sql"}});
    const auto includes = includesOf("#include " + GetParam().include + "\n");
    ASSERT_EQ(includes.size(), 1U);
    EXPECT_EQ(rules.objection(GetParam().path, includes[0]), GetParam().objection);
}

const std::vector<Case> refused = {
    {"src/base/a.cpp", "\"vrrp/router.h\"", "base may not include vrrp"},
    {"src/vrrp/a.cpp", "\"model/event.h\"", "vrrp may not include model"},
    {"src/model/a.cpp", "\"vrrp/router.h\"", "model may not include vrrp"},
    {"src/vrrp/a.cpp", "\"config/cluster.h\"", "vrrp may not include config"},
    {"src/config/a.cpp", "\"lint/linter.h\"", "config may not include lint"},
    {"src/generate/a.cpp", "\"keepalived/writer.h\"", "generate may not include keepalived"},
    {"src/rpc/a.cpp", "\"fleet/fleet.h\"", "rpc may not include fleet"},
    {"src/rpc/a.cpp", "\"config/cluster.h\"", "rpc may not include config"},
    {"src/maxscale/a.cpp", "\"rpc/client.h\"", "maxscale may not include rpc"},
    {"src/fleet/a.cpp", "\"gui/mainwindow.h\"", "fleet may not include gui"},
    {"src/cli/a.cpp", "\"gui/mainwindow.h\"", "cli may not include gui"},
    {"src/gui/timeline/a.cpp", "\"cli/command.h\"", "gui may not include cli"},
    {"src/gui/a.cpp", "\"daemon/channel/message.h\"", "src never includes daemon"},
    {"src/config/a.cpp", "\"daemon/engine/engine.h\"", "src never includes daemon"},
    {"daemon/engine/a.cpp", "\"rpc/message.h\"", "daemon/engine may not include rpc"},
    {"daemon/engine/a.cpp", "\"daemon/agent/api/apiserver.h\"", "daemon/engine may not include daemon/agent"},
    {"daemon/agent/mode/a.cpp", "\"daemon/engine/engine.h\"", "daemon/agent may not include daemon/engine"},
    {"daemon/agent/mode/a.cpp", "\"fleet/fleet.h\"", "daemon/agent may not include fleet"},
    {"daemon/agent/mode/a.cpp", "\"vrrp/router.h\"", "daemon/agent may not include vrrp"},
    {"daemon/channel/a.cpp", "\"daemon/engine/engine.h\"", "daemon/channel may not include daemon/engine"},
    {"daemon/net/a.cpp", "\"lint/linter.h\"", "daemon/net may not include lint"},
    {"src/elsewhere/a.cpp", "\"base/result.h\"", "elsewhere is no room of the architecture"},
    {"src/base/a.cpp", "\"../vrrp/router.h\"",
     "headers are named by their path below src, or below the top level for the helper"},
    {"src/gui/a.cpp", "\"src/base/result.h\"",
     "headers are named by their path below src, or below the top level for the helper"},
    {"src/gui/a.cpp", "\"tests/fakes/answers.h\"", "nothing includes the tests"},
    {"src/base/a.cpp", "<QString>", "base is Qt-free"},
    {"src/vrrp/a.cpp", "<QtCore/qglobal.h>", "vrrp is Qt-free"},
    {"src/config/a.cpp", "<QFile>", "config is Qt-free"},
    {"src/lint/a.cpp", "<QFile>", "lint is Qt-free"},
    {"daemon/engine/a.cpp", "<QTimer>", "daemon/engine is Qt-free"},
    {"daemon/guard/a.cpp", "<openssl/x509.h>", "daemon/guard uses no OpenSSL"},
    {"src/vrrp/a.cpp", "<sys/socket.h>", "vrrp uses the standard library's values only: no socket, no clock, no file"},
    {"src/model/a.cpp", "<fstream>", "model uses the standard library's values only: no socket, no clock, no file"},
    {"daemon/engine/a.cpp", "<netlink/route/addr.h>", "libnl lives in daemon/net/ only"},
    {"src/fleet/a.cpp", "<QSqlQuery>", "SQL lives in daemon/agent/journal/ only"},
    {"daemon/agent/api/a.cpp", "<QtSql/QSqlQuery>", "SQL lives in daemon/agent/journal/ only"},
    {"daemon/agent/api/a.cpp", "<sqlite3.h>", "SQL lives in daemon/agent/journal/ only"},
    {"src/cli/a.cpp", "<QLabel>", "Qt Widgets lives in src/gui/ only"},
    {"src/fleet/a.cpp", "<QtCharts/QChart>", "Qt Charts lives in src/gui/ only"},
    {"src/cli/a.cpp", "\"overview/ui_card.h\"", "forms are for src/gui only"},
    {"src/config/rules.cpp", "<toml++/toml.h>", "toml++ stays behind src/config/document.h"},
};

const std::vector<Case> accepted = {
    {"src/vrrp/a.cpp", "\"base/result.h\"", ""},
    {"src/vrrp/a.cpp", "\"router.h\"", ""},
    {"src/vrrp/a.cpp", "<vector>", ""},
    {"src/config/a.cpp", "\"model/event.h\"", ""},
    {"src/fleet/a.cpp", "\"rpc/client.h\"", ""},
    {"src/gui/timeline/a.cpp", "\"gui/theme.h\"", ""},
    {"src/gui/timeline/a.cpp", "\"timeline/ui_timelinepage.h\"", ""},
    {"src/gui/timeline/a.cpp", "<QWidget>", ""},
    {"src/gui/charts/a.cpp", "<QtCharts/QChart>", ""},
    {"daemon/net/a.cpp", "<netlink/route/addr.h>", ""},
    {"daemon/net/a.cpp", "\"daemon/engine/ports.h\"", ""},
    {"daemon/engine/a.cpp", "\"model/alarm.h\"", ""},
    {"daemon/agent/journal/a.cpp", "<QSqlQuery>", ""},
    {"daemon/agent/api/a.cpp", "\"daemon/agent/journal/journal.h\"", ""},
    {"daemon/agent/api/a.cpp", "<QSslServer>", ""},
    {"daemon/channel/a.cpp", "\"model/event.h\"", ""},
};

INSTANTIATE_TEST_SUITE_P(Refused, AnInclude, testing::ValuesIn(refused));
INSTANTIATE_TEST_SUITE_P(Accepted, AnInclude, testing::ValuesIn(accepted));

TEST(Includes, AreFoundHoweverTheyAreSpaced)
{
    const auto all =
        includesOf("// #include <no>\n  #  include   <a/b.h> // why\n#include \"c.h\"\nint include;\n#include\n");
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].target, "a/b.h");
    EXPECT_TRUE(all[0].system);
    EXPECT_EQ(all[0].line, 2);
    EXPECT_EQ(all[1].target, "c.h");
    EXPECT_FALSE(all[1].system);
}

TEST(Functions, ThatAreTooLongAreFound)
{
    const std::string shortOne = "void f()\n{\n    a();\n    b();\n}\n";
    EXPECT_TRUE(longFunctions(shortOne, 2).empty());
    EXPECT_EQ(longFunctions(shortOne, 1), std::vector<int>{2});
    EXPECT_TRUE(longFunctions("struct S\n{\n    int a;\n    int b;\n};\n", 1).empty());
    EXPECT_EQ(longFunctions("struct S\n{\n    int a;\n    int b;\n};\n" + shortOne, 1), std::vector<int>{7});
}

TEST(TheLicenceLine, IsTheFirstOrFollowsTheInterpreter)
{
    EXPECT_TRUE(hasLicenceLine("// SPDX-License-Identifier: GPL-3.0-or-later\n#pragma once\n"));
    EXPECT_TRUE(hasLicenceLine("#!/bin/bash\n# SPDX-License-Identifier: GPL-3.0-or-later\n"));
    EXPECT_FALSE(hasLicenceLine("#pragma once\n// SPDX-License-Identifier: GPL-3.0-or-later\n"));
    EXPECT_FALSE(hasLicenceLine("// SPDX-License-Identifier: MIT\n"));
    EXPECT_FALSE(hasLicenceLine(""));
}

TEST(Lines, AreCountedWithTheLastOne)
{
    EXPECT_EQ(lineCount(""), 0U);
    EXPECT_EQ(lineCount("a\nb\n"), 2U);
    EXPECT_EQ(lineCount("a\nb"), 2U);
}

} // namespace
} // namespace tandem::architecture
