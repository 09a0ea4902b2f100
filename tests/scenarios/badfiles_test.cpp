// SPDX-License-Identifier: GPL-3.0-or-later
#include "clusterfiles.h"
#include "program.h"

#include <gtest/gtest.h>

#include <ostream>
#include <sys/stat.h>

namespace tandem::scenarios {

void PrintTo(const BadFile &bad, std::ostream *out);

void PrintTo(const BadFile &bad, std::ostream *out)
{
    *out << bad.name;
}

namespace {

/// A program as it is started with a cluster file.
struct Start
{
    std::string program;
    std::vector<std::string> arguments; ///< "FILE" and "DIR" stand for the cluster file and a directory of the test
};

const std::vector<Start> &starts()
{
    static const std::vector<Start> all = {
        {"tandemd", {"--cluster", "FILE", "--check"}},
        {"tandemd", {"--cluster", "FILE", "--node", "here", "--run-dir", "DIR/run", "--state-dir", "DIR/state"}},
#ifdef TANDEM_HAS_AGENT
        {"tandem-agent", {"--cluster", "FILE", "--check"}},
        {"tandem-agent", {"--cluster", "FILE", "--node", "here", "--run-dir", "DIR/run", "--state-dir", "DIR/state"}},
#endif
#ifdef TANDEM_HAS_CTL
        {"tandemctl", {"status", "--cluster", "FILE", "--identity", "DIR/identity", "--json"}},
#endif
    };
    return all;
}

/// Starts a program with that cluster file, and sees that it changes nothing.
Outcome outcomeOf(const Start &start, const Scratch &scratch, const std::string &file)
{
    std::vector<std::string> arguments;
    for (auto argument : start.arguments) {
        if (argument == "FILE")
            argument = file;
        else if (argument.rfind("DIR/", 0) == 0)
            argument.replace(0, 3, scratch.path());
        arguments.push_back(argument);
    }
    const auto filesBefore = scratch.listing();
    const auto addressesBefore = hostAddresses();
    auto outcome = run(start.program, arguments);
    EXPECT_EQ(scratch.listing(), filesBefore) << start.program;
    EXPECT_EQ(hostAddresses(), addressesBefore) << start.program;
    return outcome;
}

void expectRefused(const Start &start, const Outcome &outcome, const std::string &words)
{
    EXPECT_EQ(outcome.exitCode, 4) << start.program << ": " << outcome.err;
    EXPECT_NE(outcome.err.find(words), std::string::npos) << start.program << " says: " << outcome.err;
    EXPECT_EQ(outcome.err.find("Sanitizer"), std::string::npos) << outcome.err;
}

class ABadClusterFile : public testing::TestWithParam<BadFile>
{
};

TEST_P(ABadClusterFile, EndsEachProgramWithItsPlaceAndChangesNothing)
{
    const Scratch scratch;
    scratch.write("vrrp.password", "secret\n");
    scratch.write("maxscale.password", "secret\n");
    const auto file = scratch.write("cluster.toml", textOf(GetParam()), 0644);
    for (const auto &start : starts())
        expectRefused(start, outcomeOf(start, scratch, file), file + GetParam().place);
    for (const auto &start : starts())
        expectRefused(start, outcomeOf(start, scratch, file), GetParam().words);
}

INSTANTIATE_TEST_SUITE_P(InAFile, ABadClusterFile, testing::ValuesIn(badFiles()));

TEST(AGoodClusterFile, IsGoodForEachHelper)
{
    const Scratch scratch;
    scratch.write("vrrp.password", "secret\n");
    scratch.write("maxscale.password", "secret\n");
    const auto file = scratch.write("cluster.toml", goodFile(18732, 18733), 0644);
    for (const auto &start : starts()) {
        if (start.arguments.back() != "--check")
            continue;
        const auto outcome = outcomeOf(start, scratch, file);
        EXPECT_EQ(outcome.exitCode, 0) << start.program << ": " << outcome.err;
        EXPECT_EQ(outcome.err, "") << start.program;
    }
}

TEST(AMissingClusterFile, EndsEachProgram)
{
    const Scratch scratch;
    const auto file = scratch.path() + "/none.toml";
    for (const auto &start : starts())
        expectRefused(start, outcomeOf(start, scratch, file), file + ": there is no such file");
}

/// A secret of the engine, and one of the agent, that is bad: whoever sees it says so.
class ASecret : public testing::Test
{
protected:
    void expectEachHelperSays(const std::string &secret, const std::string &words)
    {
        const auto file = m_scratch.write("cluster.toml", goodFile(18732, 18733), 0644);
        for (const auto &start : starts()) {
            if (start.program == "tandemctl")
                continue; // reads neither
            const auto outcome = outcomeOf(start, m_scratch, file);
            expectRefused(start, outcome, m_scratch.path() + "/" + secret + ": " + words);
            EXPECT_EQ(outcome.err.find("hunter2"), std::string::npos) << outcome.err;
        }
    }

    Scratch m_scratch;
};

TEST_F(ASecret, OfTheEngineThatEverybodyMayReadIsRefused)
{
    m_scratch.write("vrrp.password", "hunter2\n", 0644);
    m_scratch.write("maxscale.password", "hunter2\n");
    expectEachHelperSays("vrrp.password",
                         "everybody may read this secret (mode 0644), named by auth_pass_file of VI_1; "
                         "run: chmod o-r ");
}

TEST_F(ASecret, OfTheAgentThatEverybodyMayReadIsRefused)
{
    m_scratch.write("vrrp.password", "hunter2\n");
    m_scratch.write("maxscale.password", "hunter2\n", 0604);
    expectEachHelperSays("maxscale.password", "everybody may read this secret (mode 0604), named by "
                                              "maxscale.password_file; run: chmod o-r ");
}

TEST_F(ASecret, ThatNobodyMayReadIsRefused)
{
    m_scratch.write("vrrp.password", "hunter2\n", 0000);
    m_scratch.write("maxscale.password", "hunter2\n");
    expectEachHelperSays("vrrp.password", geteuid() == 0 ? "nobody may read this secret" : "");
}

TEST_F(ASecret, ThatIsMissingIsRefused)
{
    m_scratch.write("vrrp.password", "hunter2\n");
    expectEachHelperSays("maxscale.password", "there is no such file");
}

} // namespace
} // namespace tandem::scenarios
