// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/savedsection.h"
#include "daemon/agent/mode/savedsectionwatch.h"
#include "daemon/agent/mode/thishost.h"

#include "tests/maxscale/waituntil.h"

#include <QDir>
#include <QTemporaryDir>
#include <fstream>
#include <gmock/gmock.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using test::waitUntil;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const char *const savedByMaxScale = "# Saved at run time\n[maxscale]\npassive=true\nthreads=2\n"
                                    "auth_connect_timeout=10000ms\nwriteq_high_water=65536\nlog_info=false\n";

} // namespace

TEST(SavedSection, HidesWhatTheFileSaysOtherwise)
{
    EXPECT_THAT(hiddenParameters("[maxscale]\nthreads = 8\npassive=false\nlog_info=0\n", savedByMaxScale),
                ElementsAre(HiddenParameter{"threads", "8", "2"}, HiddenParameter{"passive", "false", "true"}));
}

TEST(SavedSection, HidesWhatWasNotSaved)
{
    EXPECT_THAT(hiddenParameters("[maxscale]\nskip_name_resolve=1\n", savedByMaxScale),
                ElementsAre(HiddenParameter{"skip_name_resolve", "1", ""}));
}

TEST(SavedSection, TakesWordsThatMeanTheSameForTheSame)
{
    for (const char *line :
         {"passive=on", "passive = YES", "threads=auto", "threads=\"2\"", "auth-connect-timeout=10s",
          "auth_connect_timeout=10", "threads=$THREADS", "writeq_high_water=64Ki", "LOG_INFO=off", "# threads=9"})
        EXPECT_THAT(hiddenParameters(std::string("[MaxScale]\r\n") + line + "\r\n", savedByMaxScale), IsEmpty())
            << line;
    for (const char *line : {"passive=0", "threads=3", "auth_connect_timeout=10m", "writeq_high_water=64Mi",
                             "threads=99999999999999999999h"})
        EXPECT_THAT(hiddenParameters(std::string("[maxscale]\n") + line, savedByMaxScale), Not(IsEmpty())) << line;
}

TEST(SavedSection, ReadsNoOtherSection)
{
    EXPECT_THAT(hiddenParameters("[server1]\nthreads=9\n[maxscale]\n[Monitor]\npassive=0\n", savedByMaxScale),
                IsEmpty());
    EXPECT_THAT(hiddenParameters("[maxscale]\nthreads=9\n", "[server1]\nport=3306\n"), IsEmpty());
    EXPECT_THAT(hiddenParameters("[maxscale", "[maxscale"), IsEmpty());
    EXPECT_THAT(hiddenParameters("", ""), IsEmpty());
}

TEST(SavedSection, SaysWhichAndWhatHelpsButNoSecret)
{
    const auto hidden = hiddenParameters("[maxscale]\nthreads=8\nconfig_sync_password=hunter2\n",
                                         "[maxscale]\nthreads=2\nconfig_sync_password=other\n");
    const std::string text = describe(hidden, "/etc/maxscale.cnf", "/var/lib/maxscale/maxscale.cnf.d/maxscale.cnf");
    EXPECT_THAT(text, HasSubstr("threads=8 (saved: 2), config_sync_password. Change such"));
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
    EXPECT_THAT(describe({{"passive", "true", "false"}}, "a", "b"), HasSubstr("take passive out of the file"));
}

namespace {

maxscale::Monitor monitorOf(const std::string &file)
{
    maxscale::Monitor monitor;
    monitor.sourceFile = file;
    return monitor;
}

class SavedSectionWatchTest : public testing::Test
{
protected:
    SavedSectionWatchTest() { QDir(m_directory.path()).mkdir("saved"); }
    void write(const char *name, const std::string &text)
    {
        std::ofstream(m_directory.filePath(name).toStdString()) << text;
    }
    void look()
    {
        bool looked = false;
        const auto connection = QObject::connect(&m_watch, &SavedSectionWatch::looked, [&looked] { looked = true; });
        maxscale::MaxScaleInfo info;
        info.persistDir = m_directory.filePath("saved").toStdString();
        m_watch.note(info, m_monitors);
        EXPECT_TRUE(waitUntil([&] { return looked; }));
        QObject::disconnect(connection);
        m_now += SavedSectionWatch::every;
    }

    QTemporaryDir m_directory;
    Instant m_now{};
    bool m_isLocal = true;
    SavedSectionWatch m_watch{[this] { return m_isLocal; }, nullptr, [this] { return m_now; }};
    std::vector<maxscale::Monitor> m_monitors{monitorOf(m_directory.filePath("etc.cnf").toStdString())};
};

} // namespace

TEST_F(SavedSectionWatchTest, AlarmsWhileTheFileSaysOtherwise)
{
    write("etc.cnf", "[maxscale]\nthreads=8\n");
    look();
    EXPECT_FALSE(m_watch.finding()) << "nothing was saved";
    write("saved/maxscale.cnf", savedByMaxScale);
    look();
    ASSERT_TRUE(m_watch.finding());
    EXPECT_EQ(m_watch.finding()->code, "maxscale-saved-section");
    EXPECT_THAT(m_watch.finding()->text, HasSubstr("threads=8 (saved: 2)"));
    write("etc.cnf", "[maxscale]\nthreads=2\n");
    look();
    EXPECT_FALSE(m_watch.finding());
}

TEST_F(SavedSectionWatchTest, ComparesNothingOfAFileThatIsTooLarge)
{
    write("etc.cnf", "[maxscale]\nthreads=8\n");
    write("saved/maxscale.cnf", savedByMaxScale + std::string(SavedSectionWatch::longestFile, '#'));
    look();
    EXPECT_FALSE(m_watch.finding());
}

TEST_F(SavedSectionWatchTest, LooksOnceAMinuteAndOnlyOnTheHostOfMaxScale)
{
    write("etc.cnf", "[maxscale]\nthreads=8\n");
    look();
    write("saved/maxscale.cnf", savedByMaxScale);
    maxscale::MaxScaleInfo info;
    info.persistDir = m_directory.filePath("saved").toStdString();
    m_now -= 1s;
    m_watch.note(info, m_monitors);
    SavedSectionWatch elsewhere([] { return false; }, nullptr, [this] { return m_now; });
    elsewhere.note(info, m_monitors);
    SavedSectionWatch other([] { return true; }, nullptr, [this] { return m_now; });
    other.note(info, m_monitors); // by then the others would have looked, too
    ASSERT_TRUE(waitUntil([&] { return other.finding().has_value(); }));
    EXPECT_FALSE(m_watch.finding());
    EXPECT_FALSE(elsewhere.finding());
    m_now += 1s;
    m_watch.note(info, m_monitors);
    EXPECT_TRUE(waitUntil([&] { return m_watch.finding().has_value(); }));
}

TEST_F(SavedSectionWatchTest, AsksOnceAMinuteWhetherMaxScaleIsOnThisHost)
{
    int asked = 0;
    SavedSectionWatch elsewhere(
        [&asked] {
            ++asked;
            return false;
        },
        nullptr, [this] { return m_now; });
    for (int i = 0; i < 3; ++i)
        elsewhere.note({}, m_monitors);
    EXPECT_EQ(asked, 1);
    m_now += SavedSectionWatch::every;
    elsewhere.note({}, m_monitors);
    EXPECT_EQ(asked, 2);
}

namespace {

/// A user without rights, where the test runs as root; access(2) and open(2) go by the one and the other id.
class WithoutRights
{
public:
    WithoutRights() { become(nobody); }
    ~WithoutRights() { become(0); }
    WithoutRights(const WithoutRights &) = delete;
    WithoutRights &operator=(const WithoutRights &) = delete;

private:
    static constexpr uid_t nobody = 65534;

    void become(uid_t user) const { EXPECT_TRUE(!m_isRoot || setresuid(user, user, 0) == 0); }

    const bool m_isRoot = geteuid() == 0;
};

} // namespace

TEST_F(SavedSectionWatchTest, SaysOnceWhyItComparesNothingWhereAFileMayNotBeRead)
{
    write("etc.cnf", "[maxscale]\nthreads=8\n");
    write("saved/maxscale.cnf", savedByMaxScale);
    const std::string saved = m_directory.filePath("saved/maxscale.cnf").toStdString();
    ASSERT_EQ(chmod(m_directory.path().toStdString().c_str(), 0755), 0);
    ASSERT_EQ(chmod(saved.c_str(), 0), 0);
    std::vector<std::string> said;
    QObject::connect(&m_watch, &SavedSectionWatch::hindered, [&said](const std::string &why) { said.push_back(why); });
    {
        const WithoutRights user;
        look();
        look();
    }
    EXPECT_FALSE(m_watch.finding());
    EXPECT_THAT(said, ElementsAre(m_watch.hindrance())) << "once";
    EXPECT_THAT(m_watch.hindrance(), HasSubstr("not checked whether"));
    EXPECT_THAT(m_watch.hindrance(), HasSubstr(saved + " may not be read by "));
    EXPECT_THAT(m_watch.hindrance(), HasSubstr("change the mode of " + saved));
    chmod(saved.c_str(), 0644);
    {
        const WithoutRights user;
        look();
    }
    EXPECT_TRUE(m_watch.finding());
    EXPECT_EQ(m_watch.hindrance(), "");
}

TEST_F(SavedSectionWatchTest, NamesTheGroupThatMayEnterTheDirectoryOnTheWay)
{
    if (geteuid() != 0)
        GTEST_SKIP() << "only root may give a directory to a group";
    write("etc.cnf", "[maxscale]\nthreads=8\n");
    write("saved/maxscale.cnf", savedByMaxScale);
    const std::string directory = m_directory.filePath("saved").toStdString();
    ASSERT_EQ(chmod(m_directory.path().toStdString().c_str(), 0755), 0);
    ASSERT_EQ(chown(directory.c_str(), 0, 1), 0); // as /var/lib/maxscale is: 0750, of a group
    ASSERT_EQ(chmod(directory.c_str(), 0750), 0);
    {
        const WithoutRights user;
        look();
    }
    const group *const daemon = getgrgid(1);
    ASSERT_NE(daemon, nullptr);
    const passwd *const user = getpwuid(65534);
    ASSERT_NE(user, nullptr);
    EXPECT_THAT(m_watch.hindrance(),
                HasSubstr(directory + "/maxscale.cnf may not be read by " + user->pw_name + ": add " + user->pw_name +
                          " to group " + daemon->gr_name + " and restart tandem-agent"));
}

TEST_F(SavedSectionWatchTest, LooksWhereOlderOnesSayTheirFileIs)
{
    write("maxscale.cnf", "[maxscale]\nthreads=8\n"); // no monitor tells
    write("saved/maxscale.cnf", savedByMaxScale);
    maxscale::MaxScaleInfo info;
    info.persistDir = m_directory.filePath("saved").toStdString();
    info.configDir = m_directory.path().toStdString();
    m_watch.note(info, {});
    EXPECT_TRUE(waitUntil([&] { return m_watch.finding().has_value(); }));
}

TEST(SectionFiles, AreWhereMaxScaleAndItsMonitorsSay)
{
    const auto filesOf = [](const maxscale::MaxScaleInfo &info, const std::vector<std::string> &sources) {
        std::vector<maxscale::Monitor> monitors;
        for (const auto &source : sources)
            monitors.push_back(monitorOf(source));
        return sectionFiles(info, monitors);
    };
    const std::string usual = "/var/lib/maxscale/maxscale.cnf.d";
    for (const std::string &said : {std::string(), usual}) {
        maxscale::MaxScaleInfo info;
        info.persistDir = said;
        const auto fileOf = [&](const std::vector<std::string> &sources) { return filesOf(info, sources).file; };
        EXPECT_EQ(filesOf(info, {}), (SectionFiles{"/etc/maxscale.cnf", usual + "/maxscale.cnf"}));
        EXPECT_EQ(fileOf({""}), "/etc/maxscale.cnf");
        EXPECT_EQ(fileOf({"/opt/site/proxy.cnf"}), "/opt/site/proxy.cnf");
        EXPECT_EQ(fileOf({"/etc/conf.d/proxy.cnf"}), "/etc/conf.d/proxy.cnf") << "no directory beside a file";
        EXPECT_EQ(fileOf({"/opt/site/proxy.cnf.d/monitors.cnf"}), "/opt/site/proxy.cnf");
        EXPECT_EQ(fileOf({usual + "/Monitor.cnf"}), "/etc/maxscale.cnf") << "saved at run time";
        EXPECT_EQ(fileOf({usual + "/Monitor.cnf", "/opt/proxy.cnf"}), "/opt/proxy.cnf");
    }
    maxscale::MaxScaleInfo elsewhere;
    elsewhere.persistDir = "/srv/saved";
    elsewhere.configDir = "/srv/etc";
    EXPECT_EQ(filesOf(elsewhere, {"/srv/saved/Monitor.cnf"}),
              (SectionFiles{"/srv/etc/maxscale.cnf", "/srv/saved/maxscale.cnf"}));
}

TEST(ThisHost, HasItsNamesAndItsAddresses)
{
    const QList<QHostAddress> own{QHostAddress("10.77.0.1"), QHostAddress("fd00::1")};
    for (const char *host : {"localhost", "127.0.0.1", "::1", "10.77.0.1", "fd00::1", "db1.example.com", "DB1"})
        EXPECT_TRUE(isThisHost(host, own, "db1.example.com")) << host;
    for (const char *host : {"", "10.77.0.2", "fd00::2", "db2", "db1.example.org", "example"})
        EXPECT_FALSE(isThisHost(host, own, "db1.example.com")) << host;
    EXPECT_FALSE(isThisHost("", {}, "")) << "a host without a name";
}

} // namespace tandem::agent
