// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/savedsection.h"
#include "daemon/agent/mode/savedsectionwatch.h"

#include "tests/maxscale/waituntil.h"

#include <QTemporaryDir>
#include <fstream>
#include <gmock/gmock.h>

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

class SavedSectionWatchTest : public testing::Test
{
protected:
    void write(const char *name, const std::string &text)
    {
        std::ofstream(m_directory.filePath(name).toStdString()) << text;
    }
    void look()
    {
        bool looked = false;
        const auto connection = QObject::connect(&m_watch, &SavedSectionWatch::looked, [&looked] { looked = true; });
        maxscale::MaxScaleInfo info;
        info.persistDir = m_directory.path().toStdString();
        m_watch.note(info);
        EXPECT_TRUE(waitUntil([&] { return looked; }));
        QObject::disconnect(connection);
        m_now += SavedSectionWatch::every;
    }

    QTemporaryDir m_directory;
    Instant m_now{};
    SavedSectionWatch m_watch{true, nullptr, [this] { return m_now; }, m_directory.filePath("etc.cnf").toStdString()};
};

} // namespace

TEST_F(SavedSectionWatchTest, AlarmsWhileTheFileSaysOtherwise)
{
    write("etc.cnf", "[maxscale]\nthreads=8\n");
    look();
    EXPECT_FALSE(m_watch.finding()) << "nothing was saved";
    write("maxscale.cnf", savedByMaxScale);
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
    write("maxscale.cnf", savedByMaxScale + std::string(SavedSectionWatch::longestFile, '#'));
    look();
    EXPECT_FALSE(m_watch.finding());
}

TEST_F(SavedSectionWatchTest, LooksOnceAMinuteAndOnlyOnTheHostOfMaxScale)
{
    write("etc.cnf", "[maxscale]\nthreads=8\n");
    look();
    write("maxscale.cnf", savedByMaxScale);
    maxscale::MaxScaleInfo info;
    info.persistDir = m_directory.path().toStdString();
    m_now -= 1s;
    m_watch.note(info);
    const auto file = m_directory.filePath("etc.cnf").toStdString();
    SavedSectionWatch elsewhere(
        false, nullptr, [this] { return m_now; }, file);
    elsewhere.note(info);
    SavedSectionWatch other(
        true, nullptr, [this] { return m_now; }, file); // by then the others would have looked, too
    other.note(info);
    ASSERT_TRUE(waitUntil([&] { return other.finding().has_value(); }));
    EXPECT_FALSE(m_watch.finding());
    EXPECT_FALSE(elsewhere.finding());
    m_now += 1s;
    m_watch.note(info);
    EXPECT_TRUE(waitUntil([&] { return m_watch.finding().has_value(); }));
}

} // namespace tandem::agent
