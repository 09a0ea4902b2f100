// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/options.h"

#include <gtest/gtest.h>
#include <vector>

namespace tandem::engine {

namespace {

Result<Options> parse(std::vector<std::string> words)
{
    words.insert(words.begin(), "tandemd");
    std::vector<char *> argv;
    for (auto &word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    return parseOptions(static_cast<int>(words.size()), argv.data());
}

} // namespace

TEST(Options, HaveTheContractsDefaults)
{
    const auto options = parse({});
    ASSERT_TRUE(options.has_value());
    EXPECT_EQ(options->cluster, "/etc/tandem/cluster.toml");
    EXPECT_EQ(options->node, "");
    EXPECT_EQ(options->runDir, "/run/tandem");
    EXPECT_EQ(options->stateDir, "/var/lib/tandem");
    EXPECT_FALSE(options->withAgent);
    EXPECT_EQ(options->act, Options::Act::Run);
}

TEST(Options, AreReadInEitherForm)
{
    const auto options =
        parse({"--cluster", "a.toml", "--node=n1", "--run-dir", "/r", "--state-dir=/s", "--with-agent", "--check"});
    ASSERT_TRUE(options.has_value());
    EXPECT_EQ(options->cluster, "a.toml");
    EXPECT_EQ(options->node, "n1");
    EXPECT_EQ(options->runDir, "/r");
    EXPECT_EQ(options->stateDir, "/s");
    EXPECT_TRUE(options->withAgent);
    EXPECT_EQ(options->act, Options::Act::Check);
}

TEST(Options, NameTheOneThatIsWrong)
{
    EXPECT_EQ(parse({"--nonsense"}).error().place, "--nonsense");
    EXPECT_EQ(parse({"--node"}).error().place, "--node");
    EXPECT_EQ(parse({"extra"}).error().place, "extra");
    EXPECT_EQ(parse({"--nonsense"}).error().code, ErrorCode::Usage);
}

TEST(Options, HelpAndVersionWinOverTheRest)
{
    EXPECT_EQ(parse({"--check", "--help"})->act, Options::Act::Help);
    EXPECT_EQ(parse({"--version"})->act, Options::Act::Version);
}

} // namespace tandem::engine
