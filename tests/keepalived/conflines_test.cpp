// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/conflines.h"

#include <gmock/gmock.h>
#include <map>

namespace tandem::keepalived {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ConfLinesTest : public testing::Test
{
protected:
    /// "LINE TEXT" of each line.
    std::vector<std::string> lines(const std::string &text, const std::string &configId = {})
    {
        const auto found =
            linesOf({"dir/host.conf", text}, configId, [this](const std::string &pattern, const std::string &) {
                const auto file = m_files.find(pattern);
                return file == m_files.end() ? std::vector<SourceFile>()
                                             : std::vector<SourceFile>{{file->first, file->second}};
            });
        m_remarks = found.remarks;
        std::vector<std::string> all;
        for (const auto &line : found.lines)
            all.push_back(std::to_string(line.at.line) + " " + line.text);
        return all;
    }

    std::map<std::string, std::string> m_files;
    std::vector<Remark> m_remarks;
};

TEST_F(ConfLinesTest, LeavesCommentsOutButNotInQuotations)
{
    EXPECT_THAT(lines("! head\na b # tail\nc \"#!\" ! tail\n"), ElementsAre("2 a b", "3 c \"#!\""));
}

TEST_F(ConfLinesTest, TakesAnyLineEndAndNone)
{
    EXPECT_THAT(lines("\xef\xbb\xbf"
                      "a\r\n\tb  \r\nc"),
                ElementsAre("1 a", "2 b", "3 c"));
}

TEST_F(ConfLinesTest, ReadsTheLinesOfOneConfigurationIdAndNamesTheOthers)
{
    const std::string text = "@low a\n@high b\n@^low c\nd\n";
    EXPECT_THAT(lines(text, "low"), ElementsAre("1 a", "4 d"));
    EXPECT_THAT(lines(text), ElementsAre("3 c", "4 d"));
    ASSERT_EQ(m_remarks.size(), 2U);
    EXPECT_EQ(m_remarks[0].kind, RemarkKind::Skipped);
    EXPECT_THAT(m_remarks[0].text, HasSubstr("keepalived -i low"));
}

TEST_F(ConfLinesTest, PutsDefinitionsInAlsoThoseThatAreMadeOfOthers)
{
    EXPECT_THAT(lines("$IF=eth$NUM\n$NUM=1\ninterface $IF\nlabel ${IF}:x\n$OTHER x\n"),
                ElementsAre("3 interface eth1", "4 label eth1:x", "5 $OTHER x"));
}

TEST_F(ConfLinesTest, PutsDefinitionsOfSeveralLinesInAsSeveralLines)
{
    EXPECT_THAT(lines("$B= \\\n  block { \\\n  a ${N} \\\n  }\n$N=7\n$B\n"), ElementsAre("6 block {", "6 a 7", "6 }"));
}

TEST_F(ConfLinesTest, RepeatsSequencesAndLists)
{
    EXPECT_THAT(lines("~SEQ(I, 1, 3) a $I\n~SEQ(I, 9, -4, 1) b ${I}\n~LST(N, x, y) c $N\n"),
                ElementsAre("1 a 1", "1 a 2", "1 a 3", "2 b 9", "2 b 5", "2 b 1", "3 c x", "3 c y"));
}

TEST_F(ConfLinesTest, ReadsIncludedFilesAndSaysWhichItDoesNotFind)
{
    m_files["more.conf"] = "b\n";
    EXPECT_THAT(lines("a\ninclude more.conf\nincludea none.conf\nc\n"), ElementsAre("1 a", "1 b", "4 c"));
    ASSERT_EQ(m_remarks.size(), 1U);
    EXPECT_EQ(m_remarks[0].kind, RemarkKind::Missing);
    EXPECT_THAT(m_remarks[0].text, HasSubstr("none.conf"));
}

TEST_F(ConfLinesTest, EndsALoopOfIncludes)
{
    m_files["a.conf"] = "x\ninclude b.conf\n";
    m_files["b.conf"] = "y\ninclude a.conf\n";
    EXPECT_THAT(lines("include a.conf\n"), ElementsAre("1 x", "1 y"));
    ASSERT_EQ(m_remarks.size(), 1U);
    EXPECT_THAT(m_remarks[0].text, HasSubstr("leads back"));
    EXPECT_EQ(m_remarks[0].kind, RemarkKind::Refused) << "nothing behind it is read";
}

TEST_F(ConfLinesTest, LooksForNoMoreIncludesThanAnybodyHas)
{
    std::string text;
    for (std::size_t i = 0; i < 2 * mostFiles; ++i)
        text += "include none.conf\n";
    lines(text);
    EXPECT_EQ(m_remarks.size(), mostFiles + 1);
    EXPECT_EQ(m_remarks.back().kind, RemarkKind::Refused);
}

TEST_F(ConfLinesTest, EndsADefinitionThatNeverDoes)
{
    for (const char *text : {"$A=$A\n$A\n", "$A=$A$A$A$A\n$A\n", "$A=$B $B\n$B=$A $A\nx $A\n"}) {
        lines(text);
        ASSERT_FALSE(m_remarks.empty()) << text;
        EXPECT_EQ(m_remarks.back().kind, RemarkKind::Refused) << text;
    }
}

TEST_F(ConfLinesTest, EndsSequencesThatMakeTooMuch)
{
    std::string text;
    for (const char *name : {"A", "B", "C", "D"})
        text += std::string("~SEQ(") + name + ", 1, 60000) ";
    lines(text + "x\n");
    ASSERT_FALSE(m_remarks.empty());
    EXPECT_EQ(m_remarks.back().kind, RemarkKind::Refused);
}

TEST_F(ConfLinesTest, JoinsALineThatGoesOn)
{
    EXPECT_THAT(lines("a \\\n  b\nc \\"), ElementsAre("1 a b", "3 c"));
}

} // namespace
} // namespace tandem::keepalived
