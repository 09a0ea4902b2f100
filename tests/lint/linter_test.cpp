// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/confrule.h"
#include "lint/linter.h"

#include "lint/rule.h"
#include "lint/scriptrule.h"
#include "tests/lint/lintfile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

namespace tandem::lint {
namespace {

std::vector<Finding> findingsOf(const Edits &edits)
{
    return lintCluster(edited(edits), "c.toml", "/etc/tandem");
}

std::set<std::string> codesOf(const Edits &edits)
{
    std::set<std::string> codes;
    for (const auto &finding : findingsOf(edits))
        codes.insert(finding.code);
    return codes;
}

const std::string pageDirectory = std::string(TANDEM_SOURCE_DIR) + "/resources/help";

TEST(Linter, SaysNothingOfASoundFile)
{
    for (const auto &finding : findingsOf({}))
        ADD_FAILURE() << finding.code << ": " << finding.text;
}

/// Each rule's wrong side, and its right one where that differs from the sound file by little.
struct Case
{
    const char *name;
    const char *code;
    Edits wrong;
    Edits right;
};

class LinterRule : public testing::TestWithParam<Case>
{
};

TEST_P(LinterRule, SpeaksWhereTheFileIsWrongAndOnlyThere)
{
    EXPECT_TRUE(codesOf(GetParam().wrong).contains(GetParam().code));
    EXPECT_FALSE(codesOf(GetParam().right).contains(GetParam().code));
}

const std::string diskWeight = "file = \"/run/full\"\nweight = 0";
const std::string diskWeightOf = "file = \"/run/full\"\nweight = ";

const std::vector<Case> cases{
    {"EqualPriorities", "TND001", {{"priority = 100", "priority = 150"}}, {{"priority = 100", "priority = 149"}}},
    {"VipOutsideTheSubnet", "TND001", {{"10.77.0.100/24", "10.78.0.100/24"}}, {{"10.77.0.100/24", "10.78.0.100/32"}}},
    {"NothingEndsAFrozenOwner",
     "TND002",
     {{"nopreempt = false", "fence = false\nlease = 0"}},
     {{"nopreempt = false", "fence = false\nlease = 2"}}},
    {"KeepalivedFrozen", "TND002", {{"engine = \"tandemd\"", "engine = \"keepalived\""}}, {}},
    {"WeightTooSmall", "TND003", {{diskWeight, diskWeightOf + "-20"}}, {{diskWeight, diskWeightOf + "-60"}}},
    {"WeightEqualsTheDistance", "TND003", {{diskWeight, diskWeightOf + "50"}}, {{diskWeight, diskWeightOf + "51"}}},
    {"WeightTies", "TND004", {{diskWeight, diskWeightOf + "-50"}}, {{diskWeight, diskWeightOf + "-60"}}},
    {"WeightsOverTheTop", "TND004", {{diskWeight, diskWeightOf + "200"}}, {{diskWeight, diskWeightOf + "60"}}},
    {"LeaseOverlap",
     "TND005",
     {{"nopreempt = false", "fence = false\nlease = 5"}},
     {{"nopreempt = false", "fence = false\nlease = 2"}}},
    {"GroupTracks",
     "TND006",
     {{"track = [\"maxscale\", \"disk\"]", "track = [\"maxscale\"]"}},
     {{"track = [\"maxscale\", \"disk\"]", "track = [\"disk\", \"maxscale\"]"}}},
    {"NopreemptOfTheOwner",
     "TND007",
     {{"priority = 150", "priority = 255"}, {"nopreempt = false", "nopreempt = true"}},
     {{"priority = 150", "priority = 254"}, {"nopreempt = false", "nopreempt = true"}}},
    {"PassTooLong", "TND008", {{"a1b2c3d4", "a1b2c3d4e"}}, {}},
    {"PassOfTheTutorial", "TND009", {{"a1b2c3d4", "mypass"}}, {{"a1b2c3d4", "mypass2"}}},
    {"DefaultPassword",
     "TND010",
     {{"\"monitor\"", "\"admin\""}, {"Secret1", "mariadb"}},
     {{"\"monitor\"", "\"admin\""}}},
    {"DefaultAdminPassword",
     "TND010",
     {{"mode = \"passive\"", "mode = \"passive\"\nadmin_user = \"admin\"\nadmin_password = \"mariadb\""}},
     {{"mode = \"passive\"", "mode = \"passive\"\nadmin_user = \"admin\"\nadmin_password = \"Secret2\""}}},
    {"TimeoutTooLong", "TND011", {{"timeout = 1.0", "timeout = 2.1"}}, {{"timeout = 1.0", "timeout = 2.0"}}},
    {"NopreemptBesideAWeight",
     "TND012",
     {{"nopreempt = false", "nopreempt = true"}, {diskWeight, diskWeightOf + "-60"}},
     {{diskWeight, diskWeightOf + "-60"}}},
    {"NothingTracked",
     "TND013",
     {{"track = [\"maxscale\", \"disk\"]", "track = [\"disk\"]"}, {"track = [\"maxscale\", \"disk\"]", ""}},
     {{"track = [\"maxscale\", \"disk\"]", ""}}},
    {"ModeWithoutUser", "TND014", {{"user = \"monitor\"\npassword = \"Secret1\"\n", ""}}, {}},
    {"FastAdverts",
     "TND015",
     {{"52\nadvert_int = 1", "52\nadvert_int = 0.09"}},
     {{"52\nadvert_int = 1", "52\nadvert_int = 0.1"}}},
    {"SingleNode",
     "TND016",
     {{"[[node]]\nname = \"m2\"\naddress = \"10.77.0.2\"\ninterface = \"eth0\"\npriority = 100\n", ""}},
     {}},
    {"PasswordInPlainText",
     "TND017",
     {{"http://127.0.0.1", "http://10.77.0.1"}},
     {{"http://127.0.0.1", "https://10.77.0.1"}}},
};

INSTANTIATE_TEST_SUITE_P(Each, LinterRule, testing::ValuesIn(cases),
                         [](const auto &each) { return std::string(each.param.name); });

TEST(Linter, NamesThePlaceInTheFile)
{
    const auto findings = findingsOf({{"timeout = 1.0", "timeout = 9.0"}});
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings.front().at.line, 28U);
    EXPECT_EQ(findings.front().at.column, 11U);
}

TEST(Linter, GivesThePlaceOfAMistake)
{
    const auto findings = findingsOf({{"priority = 150", "priority = 1500"}});
    ASSERT_FALSE(findings.empty());
    EXPECT_EQ(findings.front().code, mistakeCode);
    EXPECT_EQ(findings.front().at.line, 10U);
}

TEST(Linter, TellsTheOverlapOfALeaseInSeconds)
{
    // m2 frozen: the kernel keeps it 5 + 1.25 s, m1 takes over after 3 * 1 + (256 - 150) / 256 s.
    const auto findings = findingsOf({{"nopreempt = false", "fence = false\nlease = 5"}});
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_NE(findings.front().text.find("2.84 s"), std::string::npos) << findings.front().text;
}

TEST(Linter, NeverShowsASecret)
{
    for (const auto &finding : findingsOf({{"a1b2c3d4", "a1b2c3d4e"}, {"timeout = 1.0", "timeout = 9.0"}}))
        EXPECT_EQ((finding.text + finding.why + finding.fix).find("a1b2"), std::string::npos);
}

TEST(Linter, ShowsTheFailureAsATimeline)
{
    const auto findings = findingsOf({{"engine = \"tandemd\"", "engine = \"keepalived\""}});
    ASSERT_FALSE(findings.empty());
    const auto &timeline = findings.front().timeline;
    EXPECT_TRUE(std::ranges::any_of(timeline, [](const auto &line) { return line.find("frozen") != line.npos; }));
    EXPECT_TRUE(std::ranges::any_of(timeline, [](const auto &line) { return line.find("-> MASTER") != line.npos; }));
}

TEST(Linter, HasACodeForEachRuleOnce)
{
    std::set<std::string> codes{mistakeCode};
    for (const auto *rule : allRules())
        EXPECT_TRUE(codes.insert(rule->code).second) << rule->code;
    for (const auto *rule : allScriptRules())
        EXPECT_TRUE(codes.insert(rule->code).second) << rule->code;
}

TEST(Linter, HasAPageForEachCodeAndNoOther)
{
    std::set<std::string> codes{mistakeCode};
    for (const auto *rule : allRules())
        codes.insert(rule->code);
    for (const auto *rule : allScriptRules())
        codes.insert(rule->code);
    for (const auto *rule : allConfRules()) // some share their code with a cluster file's
        codes.insert(rule->code);
    std::set<std::string> pages;
    for (const auto &each : std::filesystem::directory_iterator(pageDirectory)) {
        const auto name = each.path().stem().string();
        if (!name.starts_with("TND"))
            continue;
        pages.insert(name);
        std::ifstream file(each.path());
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        EXPECT_TRUE(text.starts_with("# " + name + ": ")) << name;
        for (const auto *heading : {"## Why", "## How to mend it", "## Example"})
            EXPECT_NE(text.find(heading), std::string::npos) << name << " has no " << heading;
    }
    EXPECT_EQ(pages, codes);
}

TEST(Linter, HasATestForEachRule)
{
    std::set<std::string> tested;
    for (const auto &each : cases)
        tested.insert(each.code);
    for (const auto *rule : allRules())
        EXPECT_TRUE(tested.contains(rule->code)) << rule->code;
}

TEST(Linter, RefusesWhatIsNoFile)
{
    EXPECT_FALSE(lintFile("/nowhere/c.toml"));
    EXPECT_FALSE(lintFile("/dev/null"));
}

} // namespace
} // namespace tandem::lint
