// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/journal/journal.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <gmock/gmock.h>
#include <limits>

namespace tandem::agent {

namespace {

using model::HealthSample;
using model::Metric;
using model::MetricRollup;
using model::Resolution;

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t start = 20'000 * day; // on the hour
constexpr auto ever = std::numeric_limits<std::int64_t>::max();

class SampleStoreTest : public testing::Test
{
protected:
    std::string path() const { return m_directory.filePath("journal.db").toStdString(); }
    std::unique_ptr<Journal> open(Journal::Limits limits = {})
    {
        auto journal = Journal::open(path(), "maxscale1", limits);
        EXPECT_TRUE(journal) << describe(journal.error());
        return journal ? std::move(*journal) : nullptr;
    }
    static void store(Journal &journal, const HealthSample &sample)
    {
        ASSERT_TRUE(journal.begin(false));
        ASSERT_TRUE(journal.append(sample));
        ASSERT_TRUE(journal.commit());
    }
    static void tidy(Journal &journal)
    {
        Result<bool> more = true;
        while (more && *more)
            more = journal.tidy();
        ASSERT_TRUE(more) << describe(more.error());
    }
    /// One each `step`, in batches; value = number of the sample.
    static void fill(Journal &journal, std::int64_t from, std::int64_t to, std::int64_t step)
    {
        std::int64_t number = 0;
        while (from < to) {
            ASSERT_TRUE(journal.begin(false));
            for (int i = 0; i < 100 && from < to; ++i, from += step)
                ASSERT_TRUE(journal.append(HealthSample{from, "ok", number++}));
            ASSERT_TRUE(journal.commit());
            tidy(journal);
        }
    }
    /// As the first version of Tandem left it.
    void makeSchema1(int samples)
    {
        Database database(path());
        ASSERT_TRUE(database.open(0));
        for (const char *statement :
             {"CREATE TABLE memory (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
              "CREATE TABLE events (seq INTEGER PRIMARY KEY, time_ns INTEGER NOT NULL, kind TEXT NOT NULL, instance "
              "TEXT "
              "NOT NULL, was TEXT NOT NULL, becomes TEXT NOT NULL, reason TEXT NOT NULL, cause TEXT NOT NULL, details "
              "TEXT NOT NULL)",
              "CREATE TABLE samples (id INTEGER PRIMARY KEY, time_ns INTEGER NOT NULL, verdict TEXT NOT NULL, rest_ns "
              "INTEGER, greeting_ns INTEGER, sessions INTEGER)",
              "CREATE INDEX samples_time ON samples (time_ns)", "PRAGMA user_version = 1",
              "INSERT INTO memory VALUES ('last_seq', 17), ('maintenance_since_ns', 4711)",
              "INSERT INTO events VALUES (17, 1, 'state', 'VI_1', 'BACKUP', 'MASTER', 'r', 'timer', '[]')"})
            ASSERT_TRUE(database.execute(QString::fromLatin1(statement)));
        ASSERT_TRUE(database.begin(false));
        for (int i = 0; i < samples; ++i)
            ASSERT_TRUE(database.execute(QStringLiteral("INSERT INTO samples VALUES (NULL, %1, 'ok', %2, NULL, 3)")
                                             .arg(start + i * 10 * second)
                                             .arg(i)));
        ASSERT_TRUE(database.commit());
    }
    std::int64_t fileSize() const { return QFileInfo(m_directory.filePath("journal.db")).size(); }

    QTemporaryDir m_directory;
};

} // namespace

TEST_F(SampleStoreTest, GivesAllSeriesOfASampleBackAlsoToAnotherConnection)
{
    const auto journal = open();
    const auto reader = Journal::join(path(), "maxscale1", {});
    HealthSample sample{start, "ok", 1, 2, 3};
    sample.values = {{Metric::QueryRate, "", 0},
                     {Metric::ReplicationLag, "server1", -5},
                     {Metric::ReplicationLag, "server2", std::numeric_limits<std::int64_t>::max()}};
    store(*journal, sample);
    EXPECT_THAT((*reader)->samples(0, 10).value(), testing::ElementsAre(sample));
    HealthSample next{start + 1, "frozen"};
    next.values = {{Metric::ServerConnections, "a server with ünicode, and a name of more than a few octets", 1}};
    store(*journal, next); // with a series that the reader has not seen
    EXPECT_THAT((*reader)->samples(0, 10).value(), testing::ElementsAre(sample, next));
}

TEST_F(SampleStoreTest, RollsAMinuteUpWhenTheNextBegins)
{
    const auto journal = open();
    for (int i = 0; i < 30; ++i)
        store(*journal, {start + i * 2 * second, "ok", i});
    tidy(*journal);
    EXPECT_TRUE(journal->rollups(Resolution::Minute, 0, ever, 10)->empty()) << "not over";
    store(*journal, {start + minute, "ok", 99});
    tidy(*journal);
    const auto minutes = journal->rollups(Resolution::Minute, 0, ever, 10).value();
    ASSERT_EQ(minutes.size(), 1U);
    EXPECT_EQ(minutes[0].timeNs, start);
    EXPECT_EQ(minutes[0].samples, 30);
    EXPECT_THAT(minutes[0].values, testing::ElementsAre(MetricRollup{Metric::RestLatency, "", 30, 0, 15, 29, 29}));
    EXPECT_TRUE(journal->rollups(Resolution::Hour, 0, ever, 10)->empty());
}

TEST_F(SampleStoreTest, RollsHoursUpFromRawSamples)
{
    const auto journal = open();
    fill(*journal, start, start + hour + minute, 10 * second);
    const auto hours = journal->rollups(Resolution::Hour, 0, ever, 10).value();
    ASSERT_EQ(hours.size(), 1U);
    EXPECT_THAT(hours[0].values, testing::ElementsAre(MetricRollup{Metric::RestLatency, "", 360, 0, 180, 359, 356}));
    EXPECT_EQ(journal->rollups(Resolution::Minute, 0, ever, 100)->size(), 60U);
}

TEST_F(SampleStoreTest, GoesOnAfterARestartWhereItWas)
{
    fill(*open(), start, start + minute + 30 * second, 10 * second);
    fill(*open(), start + minute + 30 * second, start + 2 * minute + second, 10 * second);
    const auto minutes = open()->rollups(Resolution::Minute, 0, ever, 10).value();
    ASSERT_EQ(minutes.size(), 2U);
    EXPECT_EQ(minutes[0].samples, 6);
    EXPECT_EQ(minutes[1].samples, 6) << "with those of before the restart";
}

TEST_F(SampleStoreTest, LeavesAGapWhereThereWereNoSamples)
{
    const auto journal = open();
    for (const std::int64_t at : {start, start + 10 * minute, start + 11 * minute})
        store(*journal, {at, "ok", 1});
    tidy(*journal);
    const auto minutes = journal->rollups(Resolution::Minute, 0, ever, 10).value();
    ASSERT_EQ(minutes.size(), 2U);
    EXPECT_EQ(minutes[1].timeNs, start + 10 * minute);
}

TEST_F(SampleStoreTest, RollsUpAgainWhatTheClockWentBackOver)
{
    const auto journal = open();
    fill(*journal, start, start + 3 * minute, 10 * second);
    store(*journal, {start + 5 * second, "ok", 1000});
    store(*journal, {start + 3 * minute, "ok", 1});
    tidy(*journal);
    const auto minutes = journal->rollups(Resolution::Minute, 0, ever, 10).value();
    ASSERT_EQ(minutes.size(), 3U);
    EXPECT_EQ(minutes[0].samples, 7);
    EXPECT_EQ(minutes[0].values.at(0).max, 1000);
}

TEST_F(SampleStoreTest, GivesThePageOfRollupsThatIsAskedFor)
{
    const auto journal = open();
    fill(*journal, start, start + 10 * minute + second, 30 * second);
    const auto page = journal->rollups(Resolution::Minute, start + minute, start + 5 * minute, 3).value();
    ASSERT_EQ(page.size(), 3U);
    EXPECT_EQ(page[0].timeNs, start + 2 * minute);
    EXPECT_EQ(journal->rollups(Resolution::Minute, start + 4 * minute, start + 5 * minute, 9)->size(), 1U);
    EXPECT_TRUE(journal->rollups(Resolution::Minute, ever, ever, 9)->empty());
}

TEST_F(SampleStoreTest, DropsWhatIsOlderThanItsKindLasts)
{
    Journal::Limits limits;
    limits.samples = {std::chrono::hours(3), std::chrono::hours(10), std::chrono::hours(20)};
    const auto journal = open(limits);
    fill(*journal, start, start + 30 * hour + second, 30 * second);
    const auto raw = journal->samples(0, 1'000'000).value();
    const auto minutes = journal->rollups(Resolution::Minute, 0, ever, 1'000'000).value();
    const auto hours = journal->rollups(Resolution::Hour, 0, ever, 1'000'000).value();
    EXPECT_NEAR(static_cast<double>(raw.size()), 3 * 120, 110);
    EXPECT_NEAR(static_cast<double>(minutes.size()), 10 * 60, 60);
    EXPECT_NEAR(static_cast<double>(hours.size()), 20, 2);
    EXPECT_EQ(raw.back().timeNs, start + 30 * hour);
}

TEST_F(SampleStoreTest, HoldsItsSizeAndGivesUpRawSamplesFirst)
{
    constexpr std::int64_t most = 400'000;
    const auto journal = open({.octets = most});
    fill(*journal, start, start + 60 * hour, 4 * second);
    EXPECT_LT(fileSize(), most + 50'000);
    EXPECT_EQ(journal->rollups(Resolution::Minute, 0, ever, 100'000)->size(), 60U * 60 - 1) << "all are there";
    const auto raw = journal->samples(0, 1'000'000).value();
    EXPECT_LT(raw.size(), 48U * 900);
    EXPECT_GT(raw.size(), 2U * 900) << "hours are rolled up from them";
}

TEST_F(SampleStoreTest, GivesRoomBackToTheDiskWhenItMustBecomeSmaller)
{
    fill(*open(), start, start + 10 * hour, 2 * second);
    const std::int64_t before = fileSize();
    ASSERT_GT(before, 400'000);
    {
        const auto journal = open({.octets = 200'000});
        fill(*journal, start + 10 * hour, start + 10 * hour + 10 * minute, 2 * second);
    }
    EXPECT_LT(fileSize(), 250'000);
    EXPECT_FALSE(open()->damaged());
}

TEST_F(SampleStoreTest, GivesNewNumbersAgainAfterABatchThatWasUndone)
{
    const auto journal = open();
    HealthSample sample{start, "ok"};
    sample.values = {{Metric::ReplicationLag, "server1", 5}};
    ASSERT_TRUE(journal->begin(false));
    ASSERT_TRUE(journal->append(sample));
    journal->rollback();
    store(*journal, sample);
    EXPECT_THAT(Journal::join(path(), "", {}).value()->samples(0, 10).value(), testing::ElementsAre(sample));
}

TEST_F(SampleStoreTest, TakesAJournalOfSchema1Over)
{
    makeSchema1(1000);
    const auto journal = open();
    EXPECT_FALSE(journal->damaged());
    EXPECT_EQ(journal->lastSeq(), 17U);
    EXPECT_EQ(journal->maintenance().value(), 4711);
    EXPECT_EQ(journal->events(0, 100, 10)->size(), 1U);
    const auto samples = journal->samples(0, 2000).value();
    ASSERT_EQ(samples.size(), 1000U);
    EXPECT_EQ(samples[7], (HealthSample{start + 70 * second, "ok", 7, {}, 3}));
    tidy(*journal);
    EXPECT_EQ(journal->rollups(Resolution::Hour, 0, ever, 10)->size(), 2U) << "its past is rolled up, too";
    EXPECT_EQ(open()->samples(0, 2000)->size(), 1000U);
}

TEST_F(SampleStoreTest, LeavesAJournalOfSchema1WholeWhereTheDiskIsTooFullToTakeItOver)
{
    makeSchema1(5000);
    const std::int64_t pages = fileSize() / 4096;
    const auto refused = Journal::open(path(), "maxscale1", {.pages = pages + 1});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fix, "make room on its disk");
    EXPECT_EQ(open()->samples(0, 10'000)->size(), 5000U);
}

} // namespace tandem::agent
