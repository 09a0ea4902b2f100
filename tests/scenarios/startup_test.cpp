// SPDX-License-Identifier: GPL-3.0-or-later
#include "clusterfiles.h"
#include "program.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

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
    auto name = each.param;
    name.erase(std::remove(name.begin(), name.end(), '-'), name.end());
    return name;
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
    EXPECT_EQ(outcome.out.find("Usage: " + GetParam()), 0U) << outcome.out;
    EXPECT_EQ(outcome.err, "");
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

TEST(Tandemd, LeavesARunDirectoryToTheOneThatLivesInIt)
{
    const Scratch scratch;
    scratch.write("vrrp.password", "secret\n");
    scratch.write("maxscale.password", "secret\n");
    const auto file = scratch.write("cluster.toml", goodFile(18732, 18733), 0644);
    const std::vector<std::string> arguments = {"--cluster",   file,
                                                "--node",      "here",
                                                "--run-dir",   scratch.path() + "/run",
                                                "--state-dir", scratch.path() + "/state"};
    Program first("tandemd", arguments, Program::Rights::OwnNetwork);
    const auto socket = scratch.path() + "/run/engine.sock";
    ASSERT_TRUE(waitUntil([&] { return !first.running() || std::filesystem::exists(socket); })) << first.err();
    if (!first.running() && first.wait().exitCode == 126)
        GTEST_SKIP() << "no network namespace can be made here";
    ASSERT_TRUE(first.running()) << first.err();

    const auto second = Program("tandemd", arguments, Program::Rights::OwnNetwork).wait();
    EXPECT_EQ(second.exitCode, 3) << second.err;
    EXPECT_NE(second.err.find(scratch.path() + "/run: another tandemd lives in this run directory"), std::string::npos)
        << second.err;
    EXPECT_TRUE(first.running()) << first.err();
    EXPECT_TRUE(std::filesystem::exists(socket));
    first.signal(SIGTERM);
    EXPECT_EQ(first.wait().exitCode, 0) << first.err();
}

TEST(Check, WithoutANodeTestsTheFileAloneOnAnyHost)
{
    const Scratch scratch;
    scratch.write("vrrp.password", "secret\n");
    scratch.write("maxscale.password", "secret\n");
    const auto file = scratch.write("cluster.toml", goodFile(18732, 18733), 0644);
    for (const std::string program : {"tandemd", "tandem-agent"}) {
        const auto outcome = run(program, {"--cluster", file, "--check"});
        EXPECT_EQ(outcome.exitCode, 0) << program << ": " << outcome.err;
    }
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
