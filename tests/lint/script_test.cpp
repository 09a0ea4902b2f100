// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/linter.h"
#include "lint/scriptrule.h"

#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <set>

namespace tandem::lint {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using Words = std::vector<std::string>;

std::vector<Words> wordsOf(std::string_view script)
{
    std::vector<Words> all;
    for (const auto &command : commandsOf(script))
        all.push_back(command.words);
    return all;
}

std::vector<std::string> codesOf(std::string_view script, std::optional<mode_t> mode = {})
{
    std::vector<std::string> codes;
    for (const auto &finding : lintScript(script, mode))
        codes.push_back(finding.code);
    return codes;
}

TEST(ShellCommands, AreWordsWithoutTheirQuotes)
{
    EXPECT_THAT(wordsOf("a 'b  c' \"d \\\" e\" f\\ g # no\nh"),
                ElementsAre(Words{"a", "b  c", "d \" e", "f g"}, Words{"h"}));
    EXPECT_THAT(wordsOf("a '' \\\n b;c&&d|e"), ElementsAre(Words{"a", "", "b"}, Words{"c"}, Words{"d"}, Words{"e"}));
}

TEST(ShellCommands, AreFoundWithinSubstitutions)
{
    EXPECT_THAT(wordsOf("x=$(curl -s u) y"), Contains(Words{"curl", "-s", "u"}));
    EXPECT_THAT(wordsOf("x=`curl u`"), Contains(Words{"curl", "u"}));
    EXPECT_THAT(wordsOf("[ \"$(curl 'a b')\" = x ]"), Contains(Words{"curl", "a b"}));
}

TEST(ShellCommands, KeepRedirectionsApartAndSkipHereDocuments)
{
    EXPECT_THAT(wordsOf("a>b 2>&1 <c"), ElementsAre(Words{"a", ">", "b", ">&", "1", "<", "c"}));
    EXPECT_THAT(wordsOf("cat <<'EOF' >x\ncurl u\n\tEOF\nb"), ElementsAre(Words{"cat", "<<", ">", "x"}, Words{"b"}));
    EXPECT_THAT(wordsOf("cat << EOF\ncurl u"), ElementsAre(Words{"cat", "<<"}));
}

TEST(ShellCommands, KnowTheirProgramBehindOtherWords)
{
    for (const char *line :
         {"curl", "/usr/bin/curl", "if ! curl", "A=b curl", "timeout -k 1 2s curl", "sudo exec curl"})
        EXPECT_TRUE(commandsOf(line).front().calls("curl")) << line;
    for (const char *line : {"echo curl", "curly", "timeout 2s echo curl", "A=curl"})
        EXPECT_FALSE(commandsOf(line).front().calls("curl")) << line;
    EXPECT_TRUE(commandsOf("A=b timeout 2 curl").front().isUnderTimeout());
    EXPECT_FALSE(commandsOf("curl timeout").front().isUnderTimeout());
}

TEST(ShellCommands, TakeWhatIsNoShell)
{
    for (const std::string text : {"'", "\"", "\\", "$(", "\"$(", "<<", "<<-", ">", "((((", "`", "\"$(a\"", "\0x"})
        commandsOf(text);
    EXPECT_THAT(commandsOf(""), IsEmpty());
    const auto at = commandsOf("\n\n  \xc3\xa9 a\n").front().at;
    EXPECT_EQ(at.line, 3U);
    EXPECT_EQ(at.column, 3U);
}

struct Case
{
    const char *code;
    const char *wrong;
    const char *right;
};

const Case cases[] = {
    {"TND018", "curl -s -m 1 http://h/v1/servers", "curl -sSf -m 1 http://h/v1/servers"},
    {"TND018", "x=$(curl --max-time 1 http://h)", "x=$(curl --max-time 1 -w '%{http_code}' http://h)"},
    {"TND018", "if timeout 2 curl -o f http://h; then :; fi", "if timeout 2 curl -ofile --fail http://h; then :; fi"},
    {"TND019", "timeout 2s maxadmin list servers", "echo maxadmin"},
    {"TND020", "curl -f -m 1 -X PATCH -d '{}' http://h/v1/maxscale",
     "curl -f -m 1 -XPATCH -d '{}' 'http://h/v1/maxscale?sync=false'"},
    {"TND020", "timeout 2 maxctrl alter maxscale passive true",
     "timeout 2 maxctrl --skip-sync alter maxscale passive true"},
    {"TND021", "f=out.txt; date > $f", "f=/run/mine/out.txt; date > $f"},
    {"TND021", "date >/tmp/out", "f=$(mktemp); date >$f; date >>/tmp/log; date >/dev/null 2>&1"},
    {"TND022", "curl -f http://h", "curl -fsm1 http://h"},
    {"TND022", "maxctrl list servers", "timeout 1 maxctrl list servers"},
    {"TND022", "mariadb -e 'SELECT 1'", "timeout 1 mariadb -e 'SELECT 1'"},
    {"TND023", "curl -f -m 1 -u monitor:Secret1 http://h", "curl -f -m 1 -u monitor http://h"},
    {"TND023", "curl -f -m 1 http://monitor:Secret1@h/v1", "curl -f -m 1 http://h/v1/a:b@c"},
    {"TND023", "timeout 1 maxctrl -p Secret1 list servers", "timeout 1 maxctrl -c /etc/x.cnf list servers"},
    {"TND023", "timeout 1 mysql -pSecret1", "timeout 1 mysql -p"},
    {"TND024", "echo 'user = \"admin:mariadb\"'", "echo admin mariadb"},
    {"TND025", "case $3 in MASTER) a ;; BACKUP|FAULT) b ;; esac",
     "case $3 in MASTER) a ;; BACKUP|FAULT|STOP) b ;; esac"},
    {"TND025", "case $3 in \"MASTER\") a ;; BACKUP|STOP) b ;; esac", "echo MASTER"},
};

TEST(ScriptLint, FindsWhatEachRuleIsForAndNothingInTheRightScript)
{
    for (const auto &[code, wrong, right] : cases) {
        EXPECT_THAT(codesOf(wrong), Contains(code)) << wrong;
        EXPECT_THAT(codesOf(right), Not(Contains(code))) << right;
    }
}

TEST(ScriptLint, LooksAtTheModeOfTheFile)
{
    EXPECT_THAT(codesOf("#!/bin/sh\n", 0755), IsEmpty());
    EXPECT_THAT(codesOf("#!/bin/sh\n", 0777), ElementsAre("TND026"));
    EXPECT_THAT(codesOf("#!/bin/sh\n", 0775), ElementsAre("TND026"));
    EXPECT_THAT(codesOf("#!/bin/sh\n", 0644), ElementsAre("TND026"));
    EXPECT_THAT(codesOf("#!/bin/sh\n"), IsEmpty());
}

TEST(ScriptLint, HasACaseForEachRule)
{
    std::set<std::string> tested{"TND026"};
    for (const auto &each : cases)
        tested.insert(each.code);
    for (const auto *rule : allScriptRules())
        EXPECT_TRUE(tested.contains(rule->code)) << rule->code;
}

TEST(ScriptLint, NamesThePlace)
{
    const auto findings = lintScript("#!/bin/sh\n\nif ok; then\n    curl -m 1 http://h\nfi\n", {});
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings.front().at.line, 4U);
    EXPECT_EQ(findings.front().at.column, 5U);
}

TEST(ScriptLint, NeverShowsASecret)
{
    for (const auto &finding : lintScript("curl -u a:Secret1 http://x:Secret1@h > Secret", {}))
        EXPECT_EQ((finding.text + finding.why + finding.fix).find("Secret1"), std::string::npos) << finding.text;
}

TEST(ScriptLint, HasNothingToSayOfTheScriptsThatAreGenerated)
{
    for (const char *name : {"check-maxscale", "notify"}) {
        const auto findings =
            lintFile(TANDEM_SOURCE_DIR "/tests/generate/golden/site/maxscale1/keepalived/" + std::string(name));
        ASSERT_TRUE(findings);
        for (const auto &finding : *findings)
            ADD_FAILURE() << name << ":" << finding.at.line << ": " << finding.code << " " << finding.text;
    }
}

TEST(ScriptLint, FindsWhatIsWrongWithTheTutorialsScripts)
{
    const char *given = std::getenv("TANDEM_SHARED");
    const std::string shared = given != nullptr ? given : TANDEM_SOURCE_DIR "/../shared";
    std::ifstream file(shared + "/background/maxscale-keepalived-2018.txt");
    if (!file)
        GTEST_SKIP() << "the tutorial is not at " << shared;
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    std::set<std::string> codes;
    for (auto at = text.find("#!/bin/bash"); at != std::string::npos; at = text.find("#!/bin/bash", at + 1)) {
        for (const auto &code : codesOf(std::string_view(text).substr(at, text.find("\n\n\n", at) - at)))
            codes.insert(code);
    }
    for (const char *code : {"TND019", "TND020", "TND021", "TND022", "TND025"})
        EXPECT_TRUE(codes.contains(code)) << code;
}

TEST(ScriptLint, ReadsALargeScriptInItsTime)
{
    std::string text = "#!/bin/sh\n";
    while (text.size() < 1'000'000)
        text += "x=\"$(curl -s http://h/v1)\" > /tmp/y\n";
    EXPECT_GE(lintScript(text, {}).size(), 50'000U); // a loop over loops would not come to an end
}

} // namespace
} // namespace tandem::lint
