// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/desktop.h"
#include "gui/logopener.h"
#include "gui/logsource.h"
#include "gui/timeline/timelinepage.h"

#include <QFile>
#include <QLabel>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <gmock/gmock.h>

/// Logs of Keepalived on the desktop: the same timeline, and nothing that a log cannot know.
namespace tandem::gui {
namespace {

const QByteArray failover = "Nov 22 18:00:00 a cron[9]: nothing\n"
                            "Nov 22 18:00:01 a Keepalived_vrrp[1]: (VI_1) Entering MASTER STATE\n"
                            "Nov 22 18:05:00 a Keepalived_vrrp[1]: VRRP_Script(chk) failed (exited with status 1)\n"
                            "Nov 22 18:05:00 a Keepalived_vrrp[1]: (VI_1) Entering FAULT STATE\n";
const QByteArray other = "Nov 22 18:00:02 b Keepalived_vrrp[7]: (VI_1) Entering BACKUP STATE (init)\n"
                         "Nov 22 18:05:04 b Keepalived_vrrp[7]: (VI_1) Receive advertisement timeout\n"
                         "Nov 22 18:05:04 b Keepalived_vrrp[7]: (VI_1) Entering MASTER STATE\n";

class Logs : public testing::Test
{
protected:
    QString write(const QString &name, const QByteArray &text)
    {
        QFile file(m_directory.filePath(name));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(text);
        return file.fileName();
    }
    Desktop &open(const QStringList &files)
    {
        Options options;
        options.files = files;
        options.identityDirectory = m_directory.filePath("none");
        m_desktop = std::make_unique<Desktop>(options, m_theme);
        EXPECT_TRUE(QTest::qWaitFor([this] { return m_desktop->isSettled(); }));
        return *m_desktop;
    }

    QTemporaryDir m_directory;
    Theme m_theme{Scheme::Light, desktopFont(QFont(QStringLiteral("Sans Serif")))};
    std::unique_ptr<Desktop> m_desktop;
};

TEST_F(Logs, AreToldFromClusterFilesByTheirLines)
{
    EXPECT_TRUE(isKeepalivedLog(write("a.log", failover)));
    EXPECT_FALSE(isKeepalivedLog(write("cluster.toml", "format = 1\n[cluster]\nname = \"keepalived\"\n")));
    EXPECT_FALSE(isKeepalivedLog(write("empty", "")));
    EXPECT_FALSE(isKeepalivedLog(m_directory.filePath("missing")));
}

TEST_F(Logs, OfSeveralHostsAreOneTimelineOfTheirHostsAndInstances)
{
    LogOpener opener({write("a.log", failover), write("b.log", other)});
    QSignalSpy finished(&opener, &LogOpener::finished);
    opener.start();
    ASSERT_TRUE(finished.wait());
    ASSERT_TRUE(opener.result());
    const LogSource source(std::move(*opener.result()), "2 logs");
    ASSERT_EQ(source.nodeCount(), 2);
    EXPECT_EQ(source.cluster().nodes[0].name, "a");
    EXPECT_EQ(source.cluster().nodes[1].name, "b");
    ASSERT_EQ(source.cluster().instances.size(), 1U);
    EXPECT_EQ(source.events().back().to, "MASTER");
    EXPECT_EQ(source.nowNs(), source.events().back().timeNs) << "it ends with its last line";
    EXPECT_EQ(source.nowNs() - source.knownUntilNs(0), 4'000'000'000) << "of a no more is known by then";
    EXPECT_FALSE(source.isLive());
}

TEST_F(Logs, AreShownWithoutWhatALogCannotKnow)
{
    auto &window = open({write("a.log", failover), write("b.log", other)}).window();
    EXPECT_EQ(m_desktop->errors().size(), 0U);
    EXPECT_EQ(m_desktop->outcome(), ExitCode::Done);
    ASSERT_NE(window.timeline(), nullptr);
    EXPECT_EQ(window.page(), Page::Timeline) << "there is no overview of a past";
    window.setPage(Page::Charts);
    EXPECT_EQ(window.page(), Page::Timeline);
    window.setPage(Page::Events);
    EXPECT_EQ(window.page(), Page::Events);
    EXPECT_EQ(window.windowTitle(), "2 logs – Tandem");
    EXPECT_EQ(window.findChild<QLabel *>("foot")->text(), "Times are UTC\nout of logs");
}

TEST_F(Logs, ThatTellNothingAreAnErrorWithTheWayOut)
{
    open({write("quiet.log", "Nov 22 18:00:00 a Keepalived[1]: Configuration file /etc/k.conf\n")});
    ASSERT_EQ(m_desktop->errors().size(), 1U);
    EXPECT_EQ(m_desktop->errors()[0].text, "its lines tell of no change");
    EXPECT_EQ(m_desktop->outcome(), ExitCode::BadFile);
}

TEST_F(Logs, AreNotMixedWithOtherFiles)
{
    open({write("cluster.toml", "format = 1\n"), write("a.log", failover)});
    ASSERT_EQ(m_desktop->errors().size(), 1U);
    EXPECT_EQ(m_desktop->errors()[0].text, "this is no log of Keepalived");
}

} // namespace
} // namespace tandem::gui
