// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/journal/journal.h"
#include "daemon/agent/journal/journalwriter.h"

#include "tests/maxscale/waituntil.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <algorithm>
#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using test::waitUntil;

model::Event event(const std::string &to, std::int64_t at = 1)
{
    model::Event one;
    one.node = "maxscale1";
    one.timeNs = at;
    one.kind = model::EventKind::State;
    one.instance = "VI_1";
    one.from = "BACKUP";
    one.to = to;
    one.reason = "heard \"nothing\" für 3 s";
    one.cause = {model::CauseType::Advert, {{"priority", "0"}, {"from", "10.77.0.1"}}};
    return one;
}

class JournalTest : public testing::Test
{
protected:
    std::string path() const { return m_directory.filePath("journal.db").toStdString(); }
    std::unique_ptr<Journal> open(Journal::Limits limits = {})
    {
        auto journal = Journal::open(path(), "maxscale1", limits);
        EXPECT_TRUE(journal) << describe(journal.error());
        return journal ? std::move(*journal) : nullptr;
    }
    static std::uint64_t store(Journal &journal, const model::Event &one,
                               const std::optional<EngineMark> &mark = std::nullopt)
    {
        EXPECT_TRUE(journal.begin(true));
        const auto seq = journal.append(one, mark);
        EXPECT_TRUE(seq) << describe(seq.error());
        EXPECT_TRUE(journal.commit());
        return seq.value_or(0);
    }
    static void tidy(Journal &journal)
    {
        Result<bool> more = true;
        while (more && *more)
            more = journal.tidy();
        EXPECT_TRUE(more) << describe(more.error());
    }
    static std::vector<std::uint64_t> numbers(const Journal &journal)
    {
        std::vector<std::uint64_t> list;
        const auto events = journal.events(0, UINT64_MAX, 1'000'000);
        for (const model::Event &one : events.value())
            list.push_back(one.seq);
        return list;
    }
    QStringList setAside() const { return QDir(m_directory.path()).entryList({"journal.db.corrupt-*Z"}, QDir::Files); }
    void damage(qint64 at)
    {
        QFile file(QString::fromStdString(path()));
        ASSERT_TRUE(file.open(QIODevice::ReadWrite));
        ASSERT_TRUE(file.seek(at));
        file.write(QByteArray(4096, 'x'));
    }

    QTemporaryDir m_directory;
};

class JournalWriterTest : public JournalTest
{
protected:
    void SetUp() override { open(); }
    std::unique_ptr<JournalWriter> writer(Journal::Limits limits = {})
    {
        auto made = std::make_unique<JournalWriter>(path(), "maxscale1", limits);
        QObject::connect(made.get(), &JournalWriter::eventStored, made.get(),
                         [this](const model::Event &one) { m_stored.push_back(one); });
        QObject::connect(made.get(), &JournalWriter::engineEventStored, made.get(),
                         [this](const EngineMark &mark) { m_marks.push_back(mark); });
        QObject::connect(made.get(), &JournalWriter::sampleStored, made.get(),
                         [this](const model::HealthSample &sample) { m_samples.push_back(sample); });
        QObject::connect(made.get(), &JournalWriter::failing, made.get(), [this](const Error &) { ++m_failures; });
        QObject::connect(made.get(), &JournalWriter::recovered, made.get(), [this] { ++m_recoveries; });
        return made;
    }

    std::vector<model::Event> m_stored;
    std::vector<EngineMark> m_marks;
    std::vector<model::HealthSample> m_samples;
    int m_failures = 0;
    int m_recoveries = 0;
};

} // namespace

TEST_F(JournalTest, NumbersEventsFromOneWithoutGaps)
{
    const auto journal = open();
    EXPECT_EQ(journal->lastSeq(), 0U);
    EXPECT_EQ(store(*journal, event("MASTER")), 1U);
    EXPECT_EQ(store(*journal, event("BACKUP")), 2U);
    EXPECT_THAT(numbers(*journal), testing::ElementsAre(1U, 2U));
    EXPECT_EQ(journal->lastSeq(), 2U);
}

TEST_F(JournalTest, GivesEventsBackAsTheyWere)
{
    const auto journal = open();
    model::Event stored = event("MASTER", 1'795'370'950'123'456'789);
    stored.seq = store(*journal, stored);
    EXPECT_THAT(journal->events(0, 1, 10).value(), testing::ElementsAre(stored));
}

TEST_F(JournalTest, GoesOnWithItsNumbersAfterARestart)
{
    store(*open(), event("MASTER"));
    const auto again = open();
    EXPECT_EQ(again->lastSeq(), 1U);
    EXPECT_EQ(store(*again, event("BACKUP")), 2U);
}

TEST_F(JournalTest, GivesNoNumberToABatchThatWasUndone)
{
    const auto journal = open();
    ASSERT_TRUE(journal->begin(true));
    EXPECT_EQ(journal->append(event("MASTER")), 1U);
    EXPECT_EQ(journal->append(event("MASTER")), 2U);
    journal->rollback();
    EXPECT_EQ(store(*journal, event("BACKUP")), 1U);
    EXPECT_THAT(numbers(*journal), testing::ElementsAre(1U));
}

TEST_F(JournalTest, GivesAPageOfEventsAfterANumber)
{
    const auto journal = open();
    for (int i = 0; i < 10; ++i)
        store(*journal, event(std::to_string(i)));
    const auto page = journal->events(3, 8, 2).value();
    ASSERT_EQ(page.size(), 2U);
    EXPECT_EQ(page[0].seq, 4U);
    EXPECT_EQ(page[1].seq, 5U);
    EXPECT_EQ(journal->events(3, 4, 100)->size(), 1U) << "not what is not told yet";
    EXPECT_TRUE(journal->events(UINT64_MAX, UINT64_MAX, 10)->empty());
    EXPECT_TRUE(journal->events(0, 10, -1)->empty());
}

TEST_F(JournalTest, RemembersWhatItHasOfWhichEngine)
{
    const EngineMark mark{0xfedcba9876543210U, 41};
    {
        const auto journal = open();
        EXPECT_EQ(journal->engineMark(), EngineMark{});
        store(*journal, event("MASTER"), mark);
        store(*journal, event("own"));
    }
    EXPECT_EQ(open()->engineMark(), mark);
}

TEST_F(JournalTest, RemembersMaxScalesStart)
{
    const auto journal = open();
    EXPECT_EQ(journal->maxScaleStart().value(), std::nullopt);
    ASSERT_TRUE(journal->begin(true));
    ASSERT_TRUE(journal->setMaxScaleStart(17));
    ASSERT_TRUE(journal->setMaxScaleStart(18));
    ASSERT_TRUE(journal->commit());
    EXPECT_EQ(journal->maxScaleStart().value(), 18);
}

TEST_F(JournalTest, KeepsSamplesWithWhatWasNotMeasured)
{
    const auto journal = open();
    const model::HealthSample whole{10, "ok", 1, 2, 3};
    const model::HealthSample partly{20, "frozen", {}, {}, {}};
    ASSERT_TRUE(journal->begin(false));
    ASSERT_TRUE(journal->append(whole));
    ASSERT_TRUE(journal->append(partly));
    ASSERT_TRUE(journal->commit());
    EXPECT_THAT(journal->samples(0, 10).value(), testing::ElementsAre(whole, partly));
    EXPECT_THAT(journal->samples(10, 10).value(), testing::ElementsAre(partly));
    EXPECT_THAT(journal->samples(0, 1).value(), testing::ElementsAre(whole));
}

TEST_F(JournalTest, DeletesTheOldestBeyondItsLimitsAndGoesOnNumbering)
{
    const auto journal = open({.events = 50});
    for (int i = 1; i <= 400; ++i) {
        store(*journal, event("MASTER"));
        tidy(*journal);
    }
    const auto left = numbers(*journal);
    EXPECT_GE(left.size(), 50U);
    EXPECT_LE(left.size(), 150U);
    EXPECT_EQ(left.back(), 400U);
    EXPECT_EQ(left.front(), 400U - left.size() + 1) << "no gap";
}

TEST_F(JournalTest, SetsAsideWhatIsNoDatabaseAndBeginsANewOne)
{
    store(*open(), event("MASTER"));
    damage(0);
    const auto journal = open();
    ASSERT_TRUE(journal->damaged());
    EXPECT_THAT(journal->setAsideAs(), testing::StartsWith(path() + ".corrupt-2"));
    EXPECT_TRUE(QFile::exists(QString::fromStdString(journal->setAsideAs())));
    EXPECT_EQ(store(*journal, event("MASTER")), 1U);
    EXPECT_FALSE(open()->damaged());
}

TEST_F(JournalTest, SetsAsideADamagedDatabase)
{
    {
        const auto journal = open();
        ASSERT_TRUE(journal->begin(true));
        for (int i = 0; i < 1000; ++i)
            ASSERT_TRUE(journal->append(event("MASTER")));
        ASSERT_TRUE(journal->commit());
    }
    for (const qint64 at : {40 * 1024, 80 * 1024, 120 * 1024})
        damage(at);
    const auto journal = open();
    ASSERT_TRUE(journal->damaged());
    EXPECT_EQ(journal->lastSeq(), 0U);
}

TEST_F(JournalTest, LeavesAJournalOfANewerVersionAlone)
{
    open();
    QFile file(QString::fromStdString(path()));
    ASSERT_TRUE(file.open(QIODevice::ReadWrite));
    ASSERT_TRUE(file.seek(60)); // user_version, big-endian (SQLite file format, 1.3)
    file.write(QByteArray::fromHex("00000063"));
    file.close();
    const auto journal = Journal::open(path(), "maxscale1", {});
    ASSERT_FALSE(journal);
    EXPECT_EQ(journal.error().text, "is of a newer version of Tandem (99, this one knows 2)");
    EXPECT_EQ(setAside().size(), 0);
}

TEST_F(JournalTest, KeepsNoMoreThanThreeThatWereSetAside)
{
    for (int i = 0; i < 5; ++i) {
        store(*open(), event("MASTER"));
        damage(0);
    }
    open();
    EXPECT_EQ(setAside().size(), 3);
}

TEST_F(JournalTest, HasAnIdThatStaysAsLongAsItDoes)
{
    const std::string id = open()->id();
    EXPECT_THAT(id, testing::Not(testing::IsEmpty()));
    EXPECT_EQ(open()->id(), id);
    damage(0);
    EXPECT_NE(open()->id(), id) << "begun anew";
}

TEST_F(JournalTest, RemembersTheMaintenance)
{
    EXPECT_EQ(open()->maintenance().value(), std::nullopt);
    ASSERT_TRUE(open()->setMaintenance(1234));
    EXPECT_EQ(open()->maintenance().value(), 1234);
    ASSERT_TRUE(open()->setMaintenance(std::nullopt));
    EXPECT_EQ(open()->maintenance().value(), std::nullopt);
}

TEST_F(JournalTest, RemembersAHoldAndWhoAskedForIt)
{
    EXPECT_EQ(open()->hold().value(), std::nullopt);
    for (const char *by : {"alice", "007", "1e3", ""}) { // a column of numbers must not make others of these
        ASSERT_TRUE(open()->setHold(model::Hold{1234, by}));
        EXPECT_EQ(open()->hold().value(), (model::Hold{1234, by}));
    }
    ASSERT_TRUE(open()->setHold(std::nullopt));
    EXPECT_EQ(open()->hold().value(), std::nullopt);
}

TEST_F(JournalTest, SaysThatItCannotBeOpened)
{
    const auto journal = Journal::open("/nonexistent/journal.db", "maxscale1", {});
    ASSERT_FALSE(journal);
    EXPECT_EQ(journal.error().place, "/nonexistent/journal.db");
}

TEST_F(JournalTest, ReportsAFullDiskAndUndoesTheBatch)
{
    const auto journal = open({.pages = 20});
    ASSERT_TRUE(journal->begin(true));
    Result<std::uint64_t> last = 0;
    for (int i = 0; i < 2000 && last; ++i)
        last = journal->append(event("MASTER"));
    ASSERT_FALSE(last);
    EXPECT_EQ(last.error().fix, "make room on its disk");
    journal->rollback();
    EXPECT_EQ(journal->lastSeq(), 0U);
}

TEST_F(JournalWriterTest, TellsWhatIsStoredInOrderAndWithItsNumber)
{
    const auto journal = writer();
    journal->append(event("MASTER"), EngineMark{7, 1});
    journal->append(model::HealthSample{1, "ok", 1, 2, 3});
    journal->append(event("BACKUP"), EngineMark{7, 2});
    ASSERT_TRUE(waitUntil([&] { return m_stored.size() == 2 && m_samples.size() == 1; }));
    EXPECT_EQ(m_stored[0].seq, 1U);
    EXPECT_EQ(m_stored[0].to, "MASTER");
    EXPECT_EQ(m_stored[0].node, "maxscale1");
    EXPECT_EQ(m_stored[1].seq, 2U);
    EXPECT_THAT(m_marks, testing::ElementsAre(EngineMark{7, 1}, EngineMark{7, 2}));
    EXPECT_EQ(open()->engineMark(), (EngineMark{7, 2}));
}

TEST_F(JournalWriterTest, SamplesThatComeFasterThanTheyAreWrittenWaitForEachOtherAndForNoEvent)
{
    const auto journal = writer();
    journal->append(model::HealthSample{1, "ok", 1, 2, 3});
    ASSERT_TRUE(waitUntil([&] { return m_samples.size() == 1; }));
    const auto first = BootClock::now();
    journal->append(model::HealthSample{2, "ok", 1, 2, 3});
    journal->append(model::HealthSample{3, "ok", 1, 2, 3});
    ASSERT_TRUE(waitUntil([&] { return !m_samples.empty() && m_samples.size() != 1; }));
    EXPECT_GE(BootClock::now() - first, JournalWriter::samplesEvery / 2);
    ASSERT_TRUE(waitUntil([&] { return m_samples.size() == 3; }));
    journal->append(model::HealthSample{4, "ok", 1, 2, 3});
    journal->append(event("MASTER"));
    ASSERT_TRUE(waitUntil([&] { return m_stored.size() == 1; }));
    EXPECT_EQ(m_samples.size(), 4U) << "the event took it along";
}

TEST_F(JournalWriterTest, WritesWhatWaitsBeforeItGoes)
{
    {
        const auto journal = writer();
        for (int i = 0; i < 1000; ++i)
            journal->append(event("MASTER"));
        journal->setMaxScaleStart(5);
    }
    EXPECT_EQ(open()->lastSeq(), 1000U);
    EXPECT_EQ(open()->maxScaleStart().value(), 5);
}

TEST_F(JournalWriterTest, KeepsWhatAFullDiskRefusesAndWritesItLater)
{
    const auto journal = writer({.pages = 20});
    std::size_t sent = 0;
    while (sent < 3000 && m_failures == 0) {
        journal->append(event("MASTER"));
        ++sent;
        if (sent % 100 == 0)
            waitUntil([&] { return m_stored.size() + 100 > sent || m_failures > 0; });
    }
    ASSERT_TRUE(waitUntil([&] { return m_failures == 1; }));
    EXPECT_LT(m_stored.size(), sent);
    journal->append(event("FAULT"));
    EXPECT_EQ(m_recoveries, 0);
    const auto other = open({.events = 1}); // makes room
    for (int i = 0; i < 100; ++i)
        store(*other, event("BACKUP"));
    tidy(*other);
    ASSERT_TRUE(waitUntil([&] { return m_recoveries == 1 && m_stored.size() == sent + 1; }));
    EXPECT_EQ(m_stored.back().to, "FAULT");
    EXPECT_EQ(m_stored.back().seq, sent + 1 + 100);
}

TEST_F(JournalWriterTest, SaysLaterWhatItLostOnAFullDisk)
{
    constexpr std::int64_t second = 1'000'000'000;
    const auto journal = writer({.pages = 100});
    std::size_t sent = 0;
    while (sent < 10'000 && m_failures == 0) {
        journal->append(event("MASTER", 1));
        ++sent;
        if (sent % 100 == 0)
            waitUntil([&] { return m_stored.size() + 100 > sent || m_failures > 0; });
    }
    ASSERT_TRUE(waitUntil([&] { return m_failures == 1; }));
    constexpr int samples = 5000;
    for (int i = 1; i <= samples; ++i)
        journal->append(model::HealthSample{i * second, "ok", 1, 2, 3});
    const auto other = open({.events = 1}); // makes room
    for (int i = 0; i < 100; ++i)
        store(*other, event("BACKUP"));
    tidy(*other);
    ASSERT_TRUE(waitUntil(
        [&] { return m_recoveries == 1 && !m_samples.empty() && m_samples.back().timeNs == samples * second; }));
    const auto loss =
        std::ranges::find_if(m_stored, [](const model::Event &one) { return one.kind == model::EventKind::Helper; });
    ASSERT_NE(loss, m_stored.end());
    const std::size_t lost = samples - m_samples.size();
    EXPECT_EQ(loss->reason,
              "0 events and " + std::to_string(lost) +
                  " health samples were lost while the journal could not be written (from 1970-01-01 00:00:01 UTC to " +
                  QDateTime::fromSecsSinceEpoch(static_cast<qint64>(lost), Qt::UTC)
                      .toString("yyyy-MM-dd HH:mm:ss")
                      .toStdString() +
                  " UTC)");
    EXPECT_EQ(std::ranges::count_if(m_stored, [](const auto &one) { return one.to == "MASTER"; }),
              static_cast<std::ptrdiff_t>(sent))
        << "an event is worth more than a sample";
}

} // namespace tandem::agent
