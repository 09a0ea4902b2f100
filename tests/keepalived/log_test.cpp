// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/logfacts.h"
#include "keepalived/loglines.h"
#include "keepalived/logreader.h"
#include "tests/keepalived/confs.h"

#include <fstream>
#include <gmock/gmock.h>

namespace tandem::keepalived {
namespace {

using namespace std::chrono;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = LogFact::Kind;

LogOptions options()
{
    LogOptions made;
    made.today = year_month_day{2026y, November, day(23)};
    return made;
}

std::string clockOf(std::int64_t timeNs)
{
    const auto instant = sys_time<nanoseconds>(nanoseconds(timeNs));
    const auto midnight = floor<days>(instant);
    const year_month_day date(midnight);
    const hh_mm_ss clock(floor<seconds>(instant - midnight));
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return text.data();
}

/// "HH:MM:SS NODE INSTANCE FROM>TO: REASON" of each state event.
std::vector<std::string> states(const LogHistory &history)
{
    std::vector<std::string> texts;
    for (const auto &event : history.events)
        if (event.kind == model::EventKind::State)
            texts.push_back(clockOf(event.timeNs).substr(11) + " " + event.node + " " + event.instance + " " +
                            event.from + ">" + event.to + ": " + event.reason);
    return texts;
}

std::string line(const std::string &time, const std::string &message, const std::string &pid = "1")
{
    return time + " h Keepalived_vrrp[" + pid + "]: " + message + "\n";
}

TEST(LogLines, ReadsEachFormOfALine)
{
    const auto syslog = readLogLine("Feb 3 18:05:06 host Keepalived_vrrp[5549]: VRRP_Instance(VI_1) Transition");
    ASSERT_TRUE(syslog && syslog->time);
    EXPECT_EQ(syslog->host, "host");
    EXPECT_EQ(syslog->pid, "5549");
    EXPECT_EQ(syslog->message, "VRRP_Instance(VI_1) Transition");
    EXPECT_FALSE(syslog->time->year);
    EXPECT_EQ(syslog->time->day, 3U);
    EXPECT_EQ(syslog->time->resolution, 1s);

    const auto iso = readLogLine("2018-03-20T01:00:02.464833+08:00 w Keepalived_vrrp[7]: x");
    ASSERT_TRUE(iso && iso->time);
    EXPECT_EQ(iso->time->zone, 480min);
    EXPECT_EQ(iso->time->resolution, 1us);
    EXPECT_EQ(iso->time->sinceMidnight, 1h + 2s + 464833us);

    const auto console = readLogLine("Sun Nov 22 18:22:41 2026: (VI_1) x");
    ASSERT_TRUE(console && console->time);
    EXPECT_EQ(console->time->year, 2026);
    EXPECT_EQ(console->message, "(VI_1) x");

    const auto compose = readLogLine("node1-vrrpd-1    | Sat Mar 23 10:49:22 2024: y");
    ASSERT_TRUE(compose);
    EXPECT_EQ(compose->host, "node1-vrrpd-1");

    const auto docker = readLogLine("Jan 24 11:21:23 m3 docker[20329]: Wed Jan 24 11:21:23 2018: Starting");
    ASSERT_TRUE(docker);
    EXPECT_EQ(docker->host, "m3");
    EXPECT_EQ(docker->time->year, 2018);
    EXPECT_EQ(docker->message, "Starting");

    const auto localised = readLogLine("3\u6708 23 09:33:06 nuc Keepalived[768]: z");
    ASSERT_TRUE(localised && localised->time);
    EXPECT_EQ(localised->time->month, 3U);
}

TEST(LogLines, HasNoTimeWhereTheLineHasNone)
{
    for (const char *text :
         {"Keepalived_vrrp[64509]: a", "> 51:16 localhost Keepalived_vrrp[1898]: a", "Sun Dec 20:00:20.181 2020: a"}) {
        const auto found = readLogLine(text);
        ASSERT_TRUE(found) << text;
        EXPECT_FALSE(found->time) << text;
        EXPECT_EQ(found->message, "a") << text;
    }
}

TEST(LogLines, LeavesOthersLinesAlone)
{
    for (const char *text :
         {"", "Mar 23 15:39:37 h root: MySQL is NOT running", "Started keepalived.", "Feb 30", "x | y"})
        EXPECT_FALSE(readLogLine(text)) << text;
}

TEST(LogFacts, AreTheSameForOldAndNewWords)
{
    EXPECT_EQ(readFact("VRRP_Instance(A) Entering MASTER STATE").to, "MASTER");
    EXPECT_EQ(readFact("(A) Entering MASTER STATE").kind, Kind::Entered);
    EXPECT_EQ(readFact("VRRP_Instance(A) Now in FAULT state").to, "FAULT");
    EXPECT_EQ(readFact("(A) Entering BACKUP STATE (init)").kind, Kind::StartedIn);
    EXPECT_EQ(readFact("(A): entering FAULT state (interface eth0 down)").detail, "interface eth0 down");
    EXPECT_EQ(readFact("(A): entering FAULT state due to script chk").detail, "script chk");
    EXPECT_EQ(readFact("VRRP_Instance(A) Transition to MASTER STATE").kind, Kind::Noise) << "not yet";
    for (const char *text : {"VRRP_Instance(A) Received higher prio advert 120",
                             "VRRP_Instance(A) Received advert with higher priority 120, ours 100",
                             "(A) Master received advert from 10.0.0.2 with higher priority 120, ours 100"}) {
        EXPECT_EQ(readFact(text).kind, Kind::HigherAdvert) << text;
        EXPECT_EQ(readFact(text).to, "120") << text;
    }
    const auto lower = readFact("(A) received lower priority (101) advert from 10.0.0.2 - discarding");
    EXPECT_EQ(lower.kind, Kind::LowerAdvert);
    EXPECT_EQ(lower.to, "101");
    EXPECT_EQ(lower.sender, "10.0.0.2");
    EXPECT_EQ(readFact("VRRP_Script(c) failed (exited with status 1)").detail, "exited with status 1");
    EXPECT_EQ(readFact("VRRP_Script(c) timed_out").kind, Kind::ScriptBad);
    const auto change = readFact("(A) Changing effective priority from 103 to 101");
    EXPECT_EQ(change.from + ">" + change.to, "103>101");
    EXPECT_EQ(readFact("VRRP_Instance(A) Effective priority = 101").to, "101");
    EXPECT_EQ(readFact("VRRP_Group(G) Syncing instances to FAULT state").to, "FAULT");
    EXPECT_EQ(readFact("Netlink reports eth0 down").name, "eth0");
    EXPECT_EQ(readFact("Kernel is reporting: interface eth0 UP").kind, Kind::LinkUp);
    EXPECT_EQ(readFact("(A) does what nobody has written down").kind, Kind::Unread);
}

TEST(LogReader, TellsWhyAsOurOwnEventsDo)
{
    const auto history =
        readLog(line("Nov 22 18:00:00", "(A) Entering BACKUP STATE (init)") +
                    line("Nov 22 18:00:04", "(A) Receive advertisement timeout") +
                    line("Nov 22 18:00:04", "(A) Entering MASTER STATE") +
                    line("Nov 22 18:01:00", "VRRP_Script(chk) failed (exited with status 1)") +
                    line("Nov 22 18:01:00", "(A) Entering FAULT STATE") +
                    line("Nov 22 18:02:00", "(A) Entering BACKUP STATE") + line("Nov 22 18:03:00", "Stopping"),
                options());
    EXPECT_THAT(states(history), ElementsAre("18:00:00 h A UNKNOWN>BACKUP: Keepalived started",
                                             "18:00:04 h A BACKUP>MASTER: no advert within Master_Down_Interval",
                                             "18:01:00 h A MASTER>FAULT: check \"chk\" failed: exited with status 1",
                                             "18:02:00 h A FAULT>BACKUP: out of fault",
                                             "18:03:00 h A BACKUP>STOPPED: Keepalived stops"));
    const auto &fault = history.events.at(3);
    EXPECT_EQ(fault.cause.type, model::CauseType::Check);
    EXPECT_EQ(fault.cause.details.front(), (std::pair<std::string, std::string>("check", "chk")));
    EXPECT_EQ(fault.clockErrorNs, 1'000'000'000) << "the line says no more";
}

TEST(LogReader, BeginsAnewWithANewProcess)
{
    EXPECT_THAT(states(readLog(line("Nov 22 18:00:00", "(A) Entering MASTER STATE", "1") +
                                   line("Nov 22 19:00:00", "(A) Entering MASTER STATE", "2"),
                               options())),
                ElementsAre("18:00:00 h A UNKNOWN>MASTER: the log names no reason",
                            "19:00:00 h A UNKNOWN>MASTER: the log names no reason"));
}

TEST(LogReader, KnowsANewProcessByAnyOfItsLines)
{
    EXPECT_THAT(states(readLog(line("Nov 22 18:00:00", "(A) Entering BACKUP STATE", "1") +
                                   line("Nov 22 18:59:57", "Registering Kernel netlink reflector", "2") +
                                   line("Nov 22 19:00:00", "(A) Receive advertisement timeout", "2") +
                                   line("Nov 22 19:00:00", "(A) Entering MASTER STATE", "2"),
                               options())),
                ElementsAre("18:00:00 h A UNKNOWN>BACKUP: the log names no reason",
                            "19:00:00 h A UNKNOWN>MASTER: no advert within Master_Down_Interval"));
}

TEST(LogReader, NamesNoCauseWhereTheLogNamesNone)
{
    const auto history = readLog(
        line("Nov 22 18:00:00", "(A) Entering BACKUP STATE") + line("Nov 22 18:00:01", "(A) Entering MASTER STATE") +
            line("Nov 22 18:00:02", "(A) Entering FAULT STATE") + line("Nov 22 18:00:03", "(A) Entering BACKUP STATE"),
        options());
    ASSERT_EQ(history.events.size(), 4U);
    for (const auto &event : history.events)
        EXPECT_EQ(event.cause.type, model::CauseType::Unknown) << event.reason;
}

TEST(LogReader, BlamesNoCheckThatSucceededSince)
{
    EXPECT_THAT(states(readLog(line("Nov 22 18:00:00", "(A) Entering BACKUP STATE (init)") +
                                   line("Nov 22 18:01:00", "VRRP_Script(chk) failed (exited with status 1)") +
                                   line("Nov 22 18:01:01", "VRRP_Script(chk) succeeded") +
                                   line("Nov 22 18:01:02", "(A) Entering FAULT STATE"),
                               options())),
                ElementsAre(HasSubstr("BACKUP"), "18:01:02 h A BACKUP>FAULT: the log names no reason"));
}

TEST(LogReader, TellsAReloadOnceAndWhatItBegan)
{
    const auto history =
        readLog(line("Nov 22 18:00:00", "(A) Entering MASTER STATE (init)") + line("Nov 22 18:01:00", "Reloading ...") +
                    line("Nov 22 18:01:00", "Reloading") + line("Nov 22 18:01:01", "(A) Entering BACKUP STATE (init)"),
                options());
    EXPECT_EQ(std::ranges::count(history.events, model::EventKind::Config, &model::Event::kind), 1);
    EXPECT_THAT(states(history), ElementsAre(HasSubstr("Keepalived started"),
                                             "18:01:01 h A MASTER>BACKUP: Keepalived read its configuration again"));
}

TEST(LogReader, GivesAGroupsReasonToWhatMovesAsItDoes)
{
    EXPECT_THAT(states(readLog(line("Nov 22 18:00:00", "(A) Entering BACKUP STATE (init)") +
                                   line("Nov 22 18:00:00", "(B) Entering MASTER STATE (init)") +
                                   line("Nov 22 18:01:00", "VRRP_Group(G) Syncing instances to MASTER state") +
                                   line("Nov 22 18:01:00", "(A) Entering MASTER STATE") +
                                   line("Nov 22 18:01:01", "(B) Entering BACKUP STATE"),
                               options())),
                ElementsAre(HasSubstr("BACKUP"), HasSubstr("MASTER"),
                            "18:01:00 h A BACKUP>MASTER: group G takes its members to MASTER",
                            "18:01:01 h B MASTER>BACKUP: the log names no reason"));
}

TEST(LogReader, CountsEachLineThatItDoesNotUnderstandAndNamesTheFirst)
{
    std::string text;
    for (int i = 0; i < 30; ++i)
        text += line("Nov 22 18:00:00", "(A) sings");
    const auto history = readLog(text, options());
    EXPECT_EQ(history.notUnderstood, 30U);
    EXPECT_EQ(history.unread.size(), 20U);
    EXPECT_THAT(
        readLog(line("Nov 22 18:00:00", "message repeated 2 times: [ (A) Entering MASTER STATE]"), options()).events,
        testing::SizeIs(1));
}

TEST(LogReader, SaysUnknownWhereAGroupTakesBackupsToFault)
{
    EXPECT_THAT(states(readLog(line("Nov 22 18:00:00", "(A) Entering BACKUP STATE (init)") +
                                   line("Nov 22 18:01:00", "VRRP_Group(G) Syncing instances to FAULT state"),
                               options())),
                testing::Contains(
                    HasSubstr("BACKUP>UNKNOWN: group G takes its members to FAULT, and the log does not name them")));
}

TEST(LogReader, FindsTheYearThatALineDoesNotSay)
{
    const auto year = [](const std::string &text, const LogOptions &how) {
        std::vector<std::string> years;
        for (const auto &event : readLog(text, how).events)
            years.push_back(clockOf(event.timeNs).substr(0, 4));
        return years;
    };
    const auto text =
        line("Dec 31 23:59:59", "(A) Entering MASTER STATE") + line("Jan  1 00:00:01", "(A) Entering BACKUP STATE");
    EXPECT_THAT(year(text, options()), ElementsAre("2025", "2026"));
    auto given = options();
    given.year = 2019;
    EXPECT_THAT(year(text, given), ElementsAre("2018", "2019"));
    EXPECT_THAT(year(line("Nov 24 00:00:00", "(A) Entering MASTER STATE"), options()), ElementsAre("2025"))
        << "tomorrow is no year yet";
    EXPECT_THAT(year(line("Jun  2 00:00:00", "(A) Entering MASTER STATE") +
                         line("May 30 00:00:00", "(B) Entering MASTER STATE"),
                     options()),
                ElementsAre("2026", "2026"))
        << "joined files";
    EXPECT_THAT(year(line("Nov 24 00:00:00", "(A) Entering MASTER STATE") +
                         line("Nov 20 00:00:00", "(B) Entering MASTER STATE"),
                     options()),
                ElementsAre("2025", "2025"))
        << "the first file's last day has not been this year";
    EXPECT_THAT(year(line("Feb 29 00:00:00", "(A) Entering MASTER STATE") +
                         line("Mar  1 00:00:00", "(A) Entering BACKUP STATE"),
                     options()),
                ElementsAre("2024", "2024"))
        << "the newest year that has this day";
}

TEST(LogReader, CountsZonesFromTheirPlaceOrFromWhatItIsTold)
{
    auto east = options();
    east.zone = 120min;
    EXPECT_THAT(states(readLog(line("Nov 22 18:00:00", "(A) Entering MASTER STATE"), east)),
                ElementsAre(HasSubstr("16:00:00")));
    EXPECT_THAT(states(readLog(line("2026-11-22T18:00:00-01:00", "(A) Entering MASTER STATE"), east)),
                ElementsAre(HasSubstr("19:00:00")));
}

TEST(LogReader, HoldsItsBounds)
{
    std::string text;
    for (int i = 0; i < 120'000; ++i)
        text += line("Nov 22 18:00:00", i % 2 == 0 ? "(A) Entering MASTER STATE" : "(A) Entering BACKUP STATE");
    const auto history = readLog(text, options());
    EXPECT_EQ(history.events.size(), mostLogEvents);
    EXPECT_TRUE(history.isCut);
    EXPECT_EQ(readLog(std::string(1'000'000, 'x'), options()).foreign, 1U);
    text.clear();
    for (std::size_t i = 0; i < mostLogInstances + 2000; ++i)
        text += "Nov 22 18:00:00 h" + std::to_string(i % 60) + " Keepalived_vrrp[1]: (" + std::to_string(i) +
                ") Entering MASTER STATE\n";
    const auto many = readLog(text, options());
    EXPECT_EQ(many.events.size(), mostLogInstances);
    EXPECT_TRUE(many.isCut);
    EXPECT_EQ(readLog(line("Nov 22 18:00:00", "(" + std::string(300, 'n') + ") Entering MASTER STATE"), options())
                  .notUnderstood,
              0U)
        << "no name of an instance";
    EXPECT_THAT(readLog(line("Feb 30 18:00:00", "(A) Entering MASTER STATE"), options()).events, IsEmpty());
}

LogHistory corpusLog(const std::string &beginning)
{
    for (const auto &entry : std::filesystem::directory_iterator(test::shared() / "corpus/keepalived-logs")) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with(beginning))
            continue;
        std::ifstream file(entry.path());
        return readLog(std::string{std::istreambuf_iterator<char>(file), {}}, options());
    }
    return {};
}

class LogCorpus : public testing::Test
{
protected:
    void SetUp() override
    {
        if (!std::filesystem::is_directory(test::shared() / "corpus/keepalived-logs"))
            GTEST_SKIP() << "the logs are not at " << test::shared();
    }
};

TEST_F(LogCorpus, EachLineOfAnInstanceIsUnderstood)
{
    int files = 0;
    for (const auto &entry : std::filesystem::directory_iterator(test::shared() / "corpus/keepalived-logs")) {
        if (entry.path().extension() != ".log")
            continue;
        std::ifstream file(entry.path());
        const auto history = readLog(std::string{std::istreambuf_iterator<char>(file), {}}, options());
        EXPECT_GT(history.lines, 0U) << entry.path();
        EXPECT_THAT(history.unread, IsEmpty()) << entry.path();
        ++files;
    }
    EXPECT_EQ(files, 33);
}

TEST_F(LogCorpus, StatesAreThoseThatAPersonReads)
{
    EXPECT_THAT(states(corpusLog("01-")),
                ElementsAre("20:51:54 vagrant-ubuntu-trusty-64 VI_1 UNKNOWN>MASTER: the log names no reason",
                            "21:01:38 vagrant-ubuntu-trusty-64 VI_1 MASTER>BACKUP: heard a higher priority"));
    EXPECT_THAT(states(corpusLog("02-")),
                ElementsAre("15:39:39 hkg02-mj-data01 VI_MYSQL UNKNOWN>FAULT: check \"check_mysql\" failed"));
    EXPECT_THAT(states(corpusLog("04-")),
                ElementsAre("13:49:52 loadbal01 VI_01 UNKNOWN>BACKUP: heard a higher priority, 120",
                            "13:49:54 loadbal02 VI_01 UNKNOWN>MASTER: forces an election"));
    EXPECT_THAT(states(corpusLog("05-")), IsEmpty()) << "no line has a time";
    EXPECT_THAT(states(corpusLog("07-")),
                ElementsAre("17:07:06 YTLDS-144-2-Web02 VI_Web UNKNOWN>BACKUP: heard a higher priority",
                            "17:11:03 YTLDS-144-2-Web02 VI_Web BACKUP>MASTER: the log names no reason"));
    EXPECT_THAT(states(corpusLog("11-")),
                ElementsAre("13:49:37 swift1 swift UNKNOWN>BACKUP: heard a higher priority, 130, from 10.0.0.2"));
    EXPECT_THAT(
        states(corpusLog("12-")),
        ElementsAre("10:49:25 node0-vrrpd-1 VI_1 UNKNOWN>MASTER: heard a lower priority, 101, from 100.64.64.2",
                    "10:49:25 node1-vrrpd-1 VI_1 UNKNOWN>BACKUP: heard a higher priority, 103, from 100.64.64.3"));
    EXPECT_THAT(states(corpusLog("13-")), ElementsAre("10:46:06 localhost VI_1 UNKNOWN>FAULT: enp1s0f0 is down",
                                                      "10:46:06 localhost VI_2 UNKNOWN>FAULT: enp1s0f0 is down"));
    EXPECT_THAT(states(corpusLog("15-")),
                ElementsAre("14:43:48 host-10-19-220-54 instance_10.19.220.103 UNKNOWN>MASTER: no "
                            "advert within Master_Down_Interval"));
    EXPECT_THAT(states(corpusLog("21-")),
                ElementsAre("07:24:42 maxscale VI_1 UNKNOWN>BACKUP: Keepalived started",
                            "07:24:45 maxscale VI_1 BACKUP>MASTER: no advert within Master_Down_Interval",
                            "13:41:45 maxscale VI_1 UNKNOWN>BACKUP: the log names no reason",
                            "13:41:49 maxscale VI_1 BACKUP>MASTER: no advert within Master_Down_Interval"));
}

/// One run of two hosts, written in three forms: all say the same.
TEST_F(LogCorpus, TheSameRunIsTheSameHistoryInEachForm)
{
    const auto withoutNode = [](const std::string &beginning) {
        auto texts = states(corpusLog(beginning));
        for (auto &text : texts)
            text.erase(9, text.find(' ', 9) - 9 + 1);
        return texts;
    };
    for (const std::string node : {"a", "b"}) {
        const auto console = withoutNode("90-live-2.2.7-node-" + node);
        EXPECT_GT(console.size(), 20U);
        EXPECT_EQ(withoutNode("91-derived-2.2.7-node-" + node), console);
        EXPECT_EQ(withoutNode("92-derived-2.2.7-node-" + node), console);
    }
}

} // namespace
} // namespace tandem::keepalived
