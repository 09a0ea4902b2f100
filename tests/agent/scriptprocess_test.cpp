// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/actions/scriptprocess.h"

#include "scripts.h"
#include "tests/maxscale/waituntil.h"

#include <QElapsedTimer>
#include <gmock/gmock.h>
#include <optional>
#include <sys/wait.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using test::isGone;
using test::waitUntil;
using testing::HasSubstr;
using How = ScriptEnd::How;

class ScriptProcessTest : public testing::Test
{
protected:
    void begin(const QByteArray &body, Duration timeout = 10s,
               ScriptProcess::Leftovers leftovers = ScriptProcess::Leftovers::Kill)
    {
        beginCommand({m_scripts.write("one.sh", body)}, timeout, leftovers);
    }
    void beginCommand(const std::vector<std::string> &words, Duration timeout = 10s,
                      ScriptProcess::Leftovers leftovers = ScriptProcess::Leftovers::Kill)
    {
        m_process = std::make_unique<ScriptProcess>(leftovers);
        QObject::connect(m_process.get(), &ScriptProcess::ended, [this](const ScriptEnd &end) { m_end = end; });
        m_process->run(words, m_scripts.directory(), timeout);
    }
    ScriptEnd end()
    {
        EXPECT_TRUE(waitUntil([this] { return m_end.has_value(); }));
        return m_end.value_or(ScriptEnd{});
    }
    bool isReaped()
    {
        return waitUntil([this] { return !m_process->isBusy(); });
    }

    test::Scripts m_scripts;
    std::unique_ptr<ScriptProcess> m_process;
    std::optional<ScriptEnd> m_end;
};

} // namespace

TEST_F(ScriptProcessTest, TellsTheExitCodeAndTheFirstLine)
{
    begin("echo All is fine\necho more\nexit 0");
    EXPECT_TRUE(end().isGood());
    EXPECT_EQ(m_end->text(), "exit code 0: All is fine");
    m_end.reset();
    begin("echo broken >&2; exit 3");
    EXPECT_FALSE(end().isGood());
    EXPECT_EQ(m_end->text(), "exit code 3: broken");
}

TEST_F(ScriptProcessTest, TellsTheSignalThatEndedIt)
{
    begin("kill -9 $$");
    EXPECT_EQ(end().text(), "signal 9");
}

TEST_F(ScriptProcessTest, SaysWhatCannotBeStarted)
{
    beginCommand({"/nonexistent/check.sh"});
    EXPECT_EQ(end().how, How::NotStarted);
    EXPECT_THAT(m_end->text(), HasSubstr("No such file"));
    EXPECT_TRUE(isReaped());
}

TEST_F(ScriptProcessTest, GivesEachArgumentAsItStands)
{
    beginCommand({m_scripts.write("one.sh", "for a in \"$@\"; do echo -n \"[$a]\"; done"), "a b", "$HOME", "*"});
    EXPECT_EQ(end().output, "[a b][$HOME][*]");
}

TEST_F(ScriptProcessTest, KillsTheWholeGroupWhenTheTimeIsUp)
{
    begin("echo $$ > leader; sleep 300 & echo $! > child; wait", 200ms);
    EXPECT_EQ(end().text(), "timed out");
    ASSERT_TRUE(isReaped());
    ASSERT_GT(m_scripts.pid("child"), 0);
    EXPECT_TRUE(waitUntil([this] { return isGone(m_scripts.pid("leader")) && isGone(m_scripts.pid("child")); }));
}

TEST_F(ScriptProcessTest, KillsWhoeverIgnoresSigterm)
{
    begin("trap '' TERM; echo $$ > leader; while true; do sleep 1; done", 200ms);
    EXPECT_EQ(end().how, How::TimedOut);
    EXPECT_TRUE(m_process->isBusy());
    ASSERT_TRUE(isReaped());
    EXPECT_TRUE(isGone(m_scripts.pid("leader")));
}

TEST_F(ScriptProcessTest, LeavesNobodyBehindWhoWasStartedInTheBackground)
{
    begin("sleep 300 & echo $! > child; exit 0");
    EXPECT_TRUE(end().isGood());
    EXPECT_TRUE(waitUntil([this] { return isGone(m_scripts.pid("child")); }));
}

TEST_F(ScriptProcessTest, LetsTheBackgroundGoOnWhereItIsToldTo)
{
    begin("sleep 300 & echo $! > child; exit 0", 10s, ScriptProcess::Leftovers::Leave);
    EXPECT_TRUE(end().isGood());
    ASSERT_TRUE(isReaped());
    const pid_t child = m_scripts.pid("child");
    ASSERT_GT(child, 0);
    EXPECT_FALSE(isGone(child));
    ::kill(child, SIGKILL);
}

TEST_F(ScriptProcessTest, EndsWithItsOwner)
{
    begin("echo $$ > leader; sleep 300");
    ASSERT_TRUE(waitUntil([this] { return m_scripts.pid("leader") > 0; }));
    const pid_t leader = m_scripts.pid("leader");
    m_process.reset();
    EXPECT_TRUE(isGone(leader));
    EXPECT_EQ(::waitpid(leader, nullptr, WNOHANG), -1) << "reaped";
}

TEST_F(ScriptProcessTest, KeepsLittleOfAnEndlessOutput)
{
    begin("yes no end", 300ms);
    EXPECT_EQ(end().text(), "timed out: no end");
    ASSERT_TRUE(isReaped());
}

TEST_F(ScriptProcessTest, TakesOutputForWhatItIs)
{
    begin("printf '\\x1b[31mred\\xff\\n'");
    EXPECT_EQ(end().output, "?[31mred\xef\xbf\xbd");
    m_end.reset();
    begin("head -c 100000 /dev/zero | tr '\\0' x");
    EXPECT_EQ(end().output, std::string(ScriptEnd::longestLine, 'x'));
}

TEST_F(ScriptProcessTest, HandsOnNothingOfTheAgentsEnvironmentOrFiles)
{
    qputenv("TANDEM_TEST_SECRET", "hidden");
    QFile open(QString::fromStdString(m_scripts.path("open")));
    ASSERT_TRUE(open.open(QIODevice::WriteOnly));
    begin("env | cut -d= -f1 | sort | tr '\\n' ' '; set -- /proc/$$/fd/*; echo $# > files; cat");
    EXPECT_THAT(end().output, HasSubstr("PATH"));
    EXPECT_THAT(m_end->output, testing::Not(HasSubstr("SECRET")));
    // Listed by the shell itself: beside a pipeline its own ends of the pipes may still be open.
    EXPECT_EQ(m_scripts.read("files").trimmed().toInt(), 5) << "0, 1, 2, the shell's own of script and directory";
    qunsetenv("TANDEM_TEST_SECRET");
}

TEST_F(ScriptProcessTest, RunsWithDefaultSignals)
{
    begin("grep -E '^Sig(Blk|Ign)' /proc/self/status | tr -d '[:space:]'");
    EXPECT_EQ(end().output, "SigBlk:0000000000000000SigIgn:0000000000000000");
}

} // namespace tandem::agent
