// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/commandline.h"

#include <gmock/gmock.h>

namespace tandem::config {

namespace {

using testing::ElementsAre;

std::string refusalOf(std::string_view command)
{
    const auto words = splitCommand(command);
    return words ? "none" : words.error().text;
}

} // namespace

TEST(CommandLine, IsSplitAsAShellSplitsIt)
{
    EXPECT_THAT(*splitCommand("/bin/check"), ElementsAre("/bin/check"));
    EXPECT_THAT(*splitCommand("  /bin/check -a\t b  "), ElementsAre("/bin/check", "-a", "b"));
    EXPECT_THAT(*splitCommand(R"(/bin/check "two words" 'more $HOME \n' a\ b)"),
                ElementsAre("/bin/check", "two words", "more $HOME \\n", "a b"));
    EXPECT_THAT(*splitCommand(R"(/bin/check "a \"b\" \\" x"y"'z' '' "")"),
                ElementsAre("/bin/check", "a \"b\" \\", "xyz", "", ""));
}

TEST(CommandLine, IsNoShell)
{
    EXPECT_THAT(*splitCommand("/bin/check | grep $x > *.txt; true"),
                ElementsAre("/bin/check", "|", "grep", "$x", ">", "*.txt;", "true"));
}

TEST(CommandLine, IsRefusedWhereItHasNoEndOrNoProgram)
{
    EXPECT_EQ(refusalOf("/bin/check \"a"), "in which a quotation does not end");
    EXPECT_EQ(refusalOf("/bin/check 'a"), "in which a quotation does not end");
    EXPECT_EQ(refusalOf("/bin/check a\\"), "in which a quotation does not end");
    EXPECT_EQ(refusalOf("  "), "which names no program");
    EXPECT_EQ(refusalOf("'' a"), "which names no program");
    EXPECT_EQ(refusalOf(std::string(longestCommand + 1, 'x')), "which is longer than 4096 octets");
    std::string many = "/bin/check";
    for (std::size_t i = 1; i < mostArguments; ++i)
        many += " a";
    EXPECT_EQ(refusalOf(many), "none");
    EXPECT_EQ(refusalOf(many + " a"), "which has more than 64 words");
}

TEST(CommandLine, GetsTheFilesDirectoryWhereItsProgramIsRelative)
{
    EXPECT_EQ(absoluteCommand("/bin/check -a", "/etc/tandem"), "/bin/check -a");
    EXPECT_EQ(absoluteCommand("check.sh -a 'b c'", "/etc/tandem"), "/etc/tandem/check.sh -a 'b c'");
    const auto command = absoluteCommand("'my check.sh' -a", "/srv/it's \"here\"");
    EXPECT_THAT(*splitCommand(command), ElementsAre("/srv/it's \"here\"/my check.sh", "-a"));
}

} // namespace tandem::config
