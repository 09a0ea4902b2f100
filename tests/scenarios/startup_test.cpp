// SPDX-License-Identifier: GPL-3.0-or-later
#include "clusterfiles.h"
#include "program.h"

#include <gtest/gtest.h>

namespace tandem::scenarios {
namespace {

std::vector<std::string> programs()
{
    return {
        "tandemd",
#ifdef TANDEM_HAS_AGENT
        "tandem-agent",
#endif
#ifdef TANDEM_HAS_CTL
        "tandemctl",
#endif
    };
}

class AProgram : public testing::TestWithParam<std::string>
{
};

INSTANTIATE_TEST_SUITE_P(Each, AProgram, testing::ValuesIn(programs()), [](const auto &each) {
    return each.param.substr(0, 6) + each.param.substr(each.param.size() - 3);
});

TEST_P(AProgram, TellsItsVersion)
{
    const auto outcome = run(GetParam(), {"--version"});
    EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
    EXPECT_EQ(outcome.out, GetParam() + " " TANDEM_VERSION "\n");
}

TEST_P(AProgram, ExplainsItself)
{
    const auto outcome = run(GetParam(), {"--help"});
    EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
    EXPECT_NE(outcome.out.find("--cluster"), std::string::npos) << outcome.out;
}

TEST_P(AProgram, EndsWithUsageForAnOptionThatIsNone)
{
    const auto outcome = run(GetParam(), {"--clutser", "x"});
    EXPECT_EQ(outcome.exitCode, 2);
    EXPECT_NE(outcome.err.find("clutser"), std::string::npos) << outcome.err;
}

TEST_P(AProgram, EndsWithUsageForAnOptionWithoutItsValue)
{
    const auto outcome = run(GetParam(), {"--cluster"});
    EXPECT_EQ(outcome.exitCode, 2) << outcome.err;
    EXPECT_NE(outcome.err.find("cluster"), std::string::npos) << outcome.err;
}

TEST_P(AProgram, EndsWithUsageForAWordTooMany)
{
    const auto outcome = run(GetParam(), {"no-such-command"});
    EXPECT_EQ(outcome.exitCode, 2) << outcome.err;
    EXPECT_NE(outcome.err.find("no-such-command"), std::string::npos) << outcome.err;
}

TEST(Tandemd, WithoutPrivilegesNamesThemAndChangesNothing)
{
    const Scratch scratch;
    scratch.write("vrrp.password", "secret\n");
    scratch.write("maxscale.password", "secret\n");
    const auto file = scratch.write("cluster.toml", goodFile(18732, 18733), 0644);
    const auto before = hostAddresses();
    const auto outcome = run("tandemd",
                             {"--cluster", file, "--node", "here", "--run-dir", scratch.path() + "/run", "--state-dir",
                              scratch.path() + "/state"},
                             Program::Rights::None);
    EXPECT_EQ(outcome.exitCode, 3) << outcome.err;
    EXPECT_NE(outcome.err.find("CAP_NET_ADMIN"), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.err.find("CAP_NET_RAW"), std::string::npos) << outcome.err;
    EXPECT_EQ(hostAddresses(), before);
}

TEST(Tandemd, RefusesANodeThatTheFileDoesNotName)
{
    const Scratch scratch;
    scratch.write("vrrp.password", "secret\n");
    scratch.write("maxscale.password", "secret\n");
    const auto file = scratch.write("cluster.toml", goodFile(18732, 18733), 0644);
    const auto outcome = run("tandemd", {"--cluster", file, "--node", "elsewhere", "--check"});
    EXPECT_NE(outcome.exitCode, 0);
    EXPECT_NE(outcome.err.find("elsewhere"), std::string::npos) << outcome.err;
}

} // namespace
} // namespace tandem::scenarios
