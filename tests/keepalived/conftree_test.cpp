// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/conftree.h"

#include <gmock/gmock.h>

namespace tandem::keepalived {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// "a b { c { d } }", words with blanks in them between '…'.
std::string shown(const std::vector<Directive> &directives)
{
    std::string text;
    for (const auto &each : directives) {
        for (const auto &word : each.words)
            text += (text.empty() ? "" : " ") +
                    (word.find(' ') == std::string::npos && !word.empty() ? word : "'" + word + "'");
        if (each.hasBlock)
            text += " {" + (each.children.empty() ? "" : " " + shown(each.children)) + " }";
        text += ";";
    }
    return text;
}

ConfTree tree(const std::string &text)
{
    return treeOf(linesOf({"host.conf", text}, {}, {}));
}

TEST(ConfTree, TakesBracesWhereverTheyStand)
{
    for (const char *text : {"a b {\nc\n}\n", "a b\n{\n c\n}", "a b { c }", "a b{c}", "a\tb\n{ c\n}"})
        EXPECT_EQ(shown(tree(text).directives), "a b { c; };") << text;
}

TEST(ConfTree, KeepsQuotedWordsTogether)
{
    EXPECT_EQ(shown(tree("script \"/bin/x 'a b' {1}\" 'c d' e\\ f\n").directives),
              "script '/bin/x 'a b' {1}' 'c d' 'e f';");
}

TEST(ConfTree, RemembersTheLinesOfABlock)
{
    const auto found = tree("\na {\n b\n c\n}\nd\n").directives;
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].at.line, 2U);
    EXPECT_EQ(found[0].lastLine, 5U);
    EXPECT_EQ(found[1].at.line, 6U);
}

TEST(ConfTree, NamesBracesThatHaveNoPartner)
{
    const auto open = tree("a {\n b {\n}\n");
    ASSERT_EQ(open.remarks.size(), 1U);
    EXPECT_EQ(open.remarks[0].at.line, 1U);
    EXPECT_THAT(open.remarks[0].text, HasSubstr("never closed"));
    const auto close = tree("a {\n}\n}\nb\n");
    ASSERT_EQ(close.remarks.size(), 1U);
    EXPECT_EQ(close.remarks[0].at.line, 3U);
    EXPECT_EQ(shown(close.directives), "a { }; b;");
    EXPECT_THAT(tree("{ a }").remarks.at(0).text, HasSubstr("without a keyword"));
}

TEST(ConfTree, EndsNestingsAndQuotationsThatDoNot)
{
    std::string deep;
    for (int i = 0; i < 10'000; ++i)
        deep += "a {\n";
    const auto found = tree(deep);
    EXPECT_EQ(found.remarks.front().kind, RemarkKind::Refused);
    EXPECT_THAT(tree("a \"b c\nd\n").remarks.at(0).text, HasSubstr("does not end"));
    EXPECT_EQ(shown(tree("a \"b c\nd\n").directives), "a 'b c'; d;");
}

TEST(ConfTree, RefusesWhatIsToBeFilledInFirst)
{
    for (const char *text : {"priority ${PRIORITY:-101}", "vip @VIP@", "vip %VIP%", "vip {{ vip }}"}) {
        const auto found = tree(text);
        ASSERT_FALSE(found.remarks.empty()) << text;
        EXPECT_EQ(found.remarks[0].kind, RemarkKind::Refused) << text;
    }
    EXPECT_TRUE(tree("script \"date +%H%M user@host\"").remarks.empty());
}

TEST(ConfTree, ReadsNoMoreWordsThanAnybodyWrites)
{
    std::string text;
    while (text.size() < 2'000'000)
        text += "a b c d e f g h\n";
    EXPECT_EQ(tree(text).remarks.back().kind, RemarkKind::Refused);
}

} // namespace
} // namespace tandem::keepalived
