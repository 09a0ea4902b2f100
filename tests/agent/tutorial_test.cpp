// SPDX-License-Identifier: GPL-3.0-or-later
// The scripts of the tutorial that sites follow today, taken from its text and run as they stand there.
#include "daemon/agent/actions/notifyscript.h"
#include "daemon/agent/health/scriptcheck.h"

#include "scripts.h"
#include "tests/maxscale/waituntil.h"

#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using model::VrrpState;
using test::waitUntil;
using testing::ElementsAre;
using testing::HasSubstr;

class TutorialTest : public testing::Test
{
protected:
    void SetUp() override
    {
        const QString shared = qEnvironmentVariable("TANDEM_SHARED", TANDEM_SOURCE_DIR "/../shared");
        QFile file(shared + "/background/maxscale-keepalived-2018.txt");
        if (!file.open(QIODevice::ReadOnly))
            GTEST_SKIP() << "the tutorial's check and notify scripts are not run: " << qPrintable(file.fileName())
                         << " is not there";
        m_tutorial = file.readAll();
        m_tutorial.replace("\r\n", "\n");
        m_path = qgetenv("PATH");
        qputenv("PATH", QByteArray::fromStdString(m_scripts.directory()) + ":/usr/bin:/bin");
    }
    void TearDown() override
    {
        if (!m_path.isEmpty())
            qputenv("PATH", m_path);
    }
    /// From its first two lines to its last.
    std::string script(const QString &name, const QByteArray &begin, const QByteArray &end)
    {
        const qsizetype from = m_tutorial.indexOf(begin);
        const qsizetype to = m_tutorial.indexOf(end, from);
        EXPECT_TRUE(from >= 0 && to > from) << "the text has changed: " << begin.toStdString();
        const std::string path = m_scripts.write(name, "");
        QFile file(QString::fromStdString(path));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(m_tutorial.mid(from, to - from + end.size()) + "\n");
        return path;
    }
    void check(Duration timeout = 10s)
    {
        config::Check settings;
        settings.name = "chk_myscript";
        settings.kind = config::CheckKind::Script;
        settings.interval = 50ms;
        settings.timeout = timeout;
        settings.script = script("is_maxscale_running.sh", "#!/bin/bash\nfileName=", "\nfi\n");
        m_check = std::make_unique<ScriptCheck>(settings, m_scripts.directory());
        m_check->start();
    }
    bool becomes(Health health)
    {
        return waitUntil([&] { return m_check->health() == health; });
    }

    test::Scripts m_scripts;
    std::unique_ptr<ScriptCheck> m_check;
    QByteArray m_tutorial;
    QByteArray m_path;
};

} // namespace

TEST_F(TutorialTest, ItsCheckScriptIsGoodWhereMaxAdminListsBothServersAndBadWhereItDoesNot)
{
    m_scripts.write("maxadmin", "echo 'server1 | 127.0.0.1 | 3001'; echo 'server2 | 127.0.0.1 | 3002'");
    check();
    ASSERT_TRUE(becomes(Health::Up));
    m_scripts.write("maxadmin", "echo 'server1 | 127.0.0.1 | 3001'");
    ASSERT_TRUE(becomes(Health::Down));
    EXPECT_EQ(m_check->tracker().verdict(), "exit code 3");
    m_scripts.write("maxadmin", "echo 'server1 | 127.0.0.1 | 3001'; echo 'server2 | 127.0.0.1 | 3002'");
    ASSERT_TRUE(becomes(Health::Up));
    m_scripts.write("maxadmin", "exit 1");
    ASSERT_TRUE(becomes(Health::Down));
}

TEST_F(TutorialTest, ItsCheckScriptIsKilledWithAllThatItStartedWhenMaxAdminHangs)
{
    m_scripts.write("maxadmin", "echo $$ > " + QByteArray::fromStdString(m_scripts.path("pid")) + "; exec sleep 300");
    check(300ms);
    ASSERT_TRUE(becomes(Health::Down));
    EXPECT_EQ(m_check->tracker().verdict(), "timed out");
    m_check.reset();
    EXPECT_TRUE(waitUntil([&] { return m_scripts.pid("pid") > 0 && test::isGone(m_scripts.pid("pid")); }));
}

TEST_F(TutorialTest, ItsNotifyScriptSetsTheModeOfEachState)
{
    m_scripts.write("maxctrl", "echo \"$*\" >> " + QByteArray::fromStdString(m_scripts.path("calls")));
    config::Cluster cluster;
    cluster.nodes = {{"maxscale1", *IpAddress::parse("10.77.0.1"), {}, "eth0", 150, ""}};
    cluster.instances = {{.name = "VI_1"}};
    cluster.notifyScript = script("notify_script.sh", "#!/bin/bash\nTYPE=", "\nesac");
    NotifyScript notify(cluster, "maxscale1", m_scripts.directory());
    std::vector<std::string> failures;
    QObject::connect(&notify, &NotifyScript::failed,
                     [&](const model::Event &event) { failures.push_back(event.reason); });
    for (const VrrpState state : {VrrpState::Backup, VrrpState::Master, VrrpState::Fault, VrrpState::Stopped}) {
        model::Event event;
        event.kind = model::EventKind::State;
        event.instance = "VI_1";
        event.to = nameOf(state);
        notify.hear(event, 0);
    }
    ASSERT_TRUE(waitUntil([&] { return !failures.empty(); }));
    EXPECT_EQ(m_scripts.read("calls"), "alter maxscale passive true\n"
                                       "alter maxscale passive false\n"
                                       "alter maxscale passive true\n");
    EXPECT_THAT(failures, ElementsAre(HasSubstr("INSTANCE VI_1 STOP failed: exit code 1"))) << "it knows no STOP";
}

} // namespace tandem::agent
