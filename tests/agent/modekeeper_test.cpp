// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/modekeeper.h"

#include "fakemaxscale.h"
#include "tests/maxscale/waituntil.h"

#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using model::EngineState;
using model::VrrpState;
using test::FakeMaxScale;
using test::waitUntil;

constexpr std::int64_t startOfFake = 1'795'370'950'000'000'000;

class ModeKeeperTest : public testing::Test
{
protected:
    void SetUp() override
    {
        m_rest = std::move(maxscale::RestClient::create(m_maxscale.rest.url(), {}).value());
        m_situation.mode = config::Mode::Passive;
        m_situation.engine = EngineState::Running;
        m_situation.state = VrrpState::Backup;
        m_situation.stateFor = 1min;
        m_situation.monitorState = "Idle";
    }
    ModeKeeper &make(std::optional<std::int64_t> knownStart = startOfFake)
    {
        m_keeper = std::make_unique<ModeKeeper>(
            *m_rest, maxscale::Credentials{"monitor", "m"}, maxscale::Credentials{"admin", "a"},
            [this] { return m_situation; }, knownStart);
        QObject::connect(m_keeper.get(), &ModeKeeper::modeChanged,
                         [this](const QString &from, const QString &to, const QString &, bool wrote) {
                             m_events.push_back((from + ">" + to + (wrote ? " by us" : "")).toStdString());
                         });
        QObject::connect(m_keeper.get(), &ModeKeeper::startSeen, [this](std::int64_t at) { m_starts.push_back(at); });
        return *m_keeper;
    }
    void become(VrrpState state)
    {
        m_situation.state = state;
        m_keeper->consider();
    }
    bool reads(bool passive)
    {
        return waitUntil([&] { return m_maxscale.passive == passive && m_keeper->passive() == passive; });
    }
    qsizetype writes() const { return m_maxscale.countOf("PATCH"); }
    std::vector<std::string> codes()
    {
        std::vector<std::string> list;
        for (const Finding &finding : m_keeper->findings())
            list.push_back(finding.code);
        return list;
    }

    FakeMaxScale m_maxscale;
    std::unique_ptr<maxscale::RestClient> m_rest;
    Situation m_situation;
    std::unique_ptr<ModeKeeper> m_keeper;
    std::vector<std::string> m_events;
    std::vector<std::int64_t> m_starts;
};

} // namespace

TEST_F(ModeKeeperTest, SetsABackupPassiveAndReadsItBack)
{
    make().readNow();
    ASSERT_TRUE(reads(true));
    EXPECT_EQ(m_maxscale.requests, (QByteArrayList{"GET /v1/maxscale?pretty=false", "PATCH /v1/maxscale?sync=false",
                                                   "GET /v1/maxscale?pretty=false"}));
    EXPECT_THAT(m_events, testing::ElementsAre(">active", "active>passive by us"));
    EXPECT_THAT(codes(), testing::IsEmpty());
}

TEST_F(ModeKeeperTest, WritesAsAdminAndReadsAsMonitor)
{
    make().readNow();
    ASSERT_TRUE(reads(true));
    EXPECT_TRUE(m_maxscale.rest.connection(0).received.contains(QByteArray("monitor:m").toBase64()));
    EXPECT_TRUE(m_maxscale.rest.connection(1).received.contains(QByteArray("admin:a").toBase64()));
}

TEST_F(ModeKeeperTest, FollowsTheEngineBothWays)
{
    make().readNow();
    ASSERT_TRUE(reads(true));
    become(VrrpState::Master);
    ASSERT_TRUE(reads(false));
    become(VrrpState::Fault);
    ASSERT_TRUE(reads(true));
    EXPECT_THAT(m_events, testing::ElementsAre(">active", "active>passive by us", "passive>active by us",
                                               "active>passive by us"));
}

TEST_F(ModeKeeperTest, WritesNothingWhenItReadsWhatItShould)
{
    m_maxscale.passive = true;
    make().readNow();
    ASSERT_TRUE(reads(true));
    m_keeper->take(maxscale::MaxScaleInfo{true, startOfFake, "24.02.4", false});
    m_keeper->consider();
    EXPECT_EQ(writes(), 0);
}

TEST_F(ModeKeeperTest, WritesNothingInAnotherMode)
{
    m_situation.mode = config::Mode::Cooperative;
    make().readNow();
    ASSERT_TRUE(reads(false));
    EXPECT_EQ(writes(), 0);
    EXPECT_THAT(m_events, testing::ElementsAre(">active"));
}

TEST_F(ModeKeeperTest, WritesNothingWithoutAnEngine)
{
    m_situation.engine = EngineState::Unknown;
    make().readNow();
    ASSERT_TRUE(reads(false));
    EXPECT_EQ(writes(), 0);
}

TEST_F(ModeKeeperTest, SetsARestartedMaxScalePassiveUntilTheEngineAnswers)
{
    m_situation.engine = EngineState::Unknown;
    make(startOfFake - 1).readNow();
    ASSERT_TRUE(reads(true));
    EXPECT_THAT(m_starts, testing::ElementsAre(startOfFake)) << "dealt with: the journal learns of it";
    m_situation.engine = EngineState::Running;
    become(VrrpState::Master);
    ASSERT_TRUE(reads(false));
}

TEST_F(ModeKeeperTest, KnowsARestartWithinOneSecondByTheProcessThatWasGone)
{
    make().readNow();
    ASSERT_TRUE(reads(true));
    m_situation.engine = EngineState::Unknown;
    m_keeper->noteGone();
    m_maxscale.passive = false; // what it had saved
    m_keeper->readNow();
    ASSERT_TRUE(reads(true));
}

TEST_F(ModeKeeperTest, LearnsAStartThatTheJournalDidNotKnow)
{
    m_situation.engine = EngineState::Unknown;
    make(std::nullopt).readNow();
    ASSERT_TRUE(reads(false));
    EXPECT_THAT(m_starts, testing::ElementsAre(startOfFake));
    EXPECT_EQ(writes(), 0);
}

TEST_F(ModeKeeperTest, SetsBackWhatSomebodyElseChanged)
{
    make().readNow();
    ASSERT_TRUE(reads(true));
    m_maxscale.passive = false;
    m_keeper->take(maxscale::MaxScaleInfo{false, startOfFake, "24.02.4", false});
    ASSERT_TRUE(reads(true));
    EXPECT_THAT(m_events,
                testing::ElementsAre(">active", "active>passive by us", "passive>active", "active>passive by us"));
}

TEST_F(ModeKeeperTest, TakesAWriteThatTimedOutForDoneWhenItReadsSo)
{
    m_maxscale.swallowWrites = true;
    make().readNow();
    ASSERT_TRUE(reads(true));
    EXPECT_EQ(writes(), 1);
    EXPECT_EQ(m_events.back(), "active>passive by us");
    EXPECT_THAT(codes(), testing::IsEmpty());
}

TEST_F(ModeKeeperTest, TriesAgainWithBackOffAndAlarmsMeanwhile)
{
    m_maxscale.writeAnswer = test::recordedAnswer("wrong_password__maxscale.http");
    make().readNow();
    ASSERT_TRUE(waitUntil([&] { return writes() == 3; }));
    ASSERT_TRUE(waitUntil([&] { return !codes().empty(); }));
    EXPECT_THAT(codes(), testing::ElementsAre("mode-unauthorized"));
    m_maxscale.writeAnswer.clear();
    ASSERT_TRUE(reads(true));
    EXPECT_THAT(codes(), testing::IsEmpty());
}

TEST_F(ModeKeeperTest, ALookDoesNotCutTheBackOffShort)
{
    m_maxscale.writeAnswer = test::httpAnswer("400 Bad Request", "{}");
    make().readNow();
    ASSERT_TRUE(waitUntil([&] { return !codes().empty(); }));
    EXPECT_THAT(codes(), testing::ElementsAre("mode-write-failed"));
    for (int i = 0; i < 20; ++i)
        m_keeper->take(maxscale::MaxScaleInfo{false, startOfFake, "24.02.4", false});
    EXPECT_LE(writes(), 2);
}

TEST_F(ModeKeeperTest, ANewStateDoesNotWaitForTheBackOffOfTheOldOne)
{
    m_maxscale.passive = true;
    m_maxscale.writeAnswer = test::httpAnswer("400 Bad Request", "{}");
    m_situation.state = VrrpState::Master;
    make().readNow();
    ASSERT_TRUE(waitUntil([&] { return writes() == 4; })); // the next try would come 800 ms later
    ASSERT_TRUE(waitUntil([&] { return !codes().empty(); }));
    m_maxscale.writeAnswer.clear();
    m_maxscale.passive = false; // somebody's hand
    m_keeper->take(maxscale::MaxScaleInfo{false, startOfFake, "24.02.4", false});
    become(VrrpState::Backup);
    ASSERT_TRUE(waitUntil([&] { return m_maxscale.passive; }, 700ms));
}

TEST_F(ModeKeeperTest, WaitsForThePeerAndActsWhenItHasBecomePassive)
{
    m_maxscale.passive = true;
    m_situation.state = VrrpState::Master;
    m_situation.peers = {{"maxscale2", PeerMode::Active, "Idle", {}}};
    make().readNow();
    ASSERT_TRUE(waitUntil([&] { return !codes().empty(); }));
    EXPECT_THAT(codes(), testing::ElementsAre("mode-peer"));
    EXPECT_EQ(writes(), 0);
    m_situation.peers = {{"maxscale2", PeerMode::PassiveIdle, "Idle", {}}};
    m_keeper->consider();
    ASSERT_TRUE(reads(false));
    EXPECT_THAT(codes(), testing::IsEmpty());
}

TEST_F(ModeKeeperTest, LooksAgainByItselfWhileItWaits)
{
    m_maxscale.passive = true;
    m_situation.state = VrrpState::Master;
    m_situation.peers = {{"maxscale2", PeerMode::Unknown, "", 0s}};
    make().readNow();
    ASSERT_TRUE(waitUntil([&] { return m_keeper->decision().action == Decision::Action::Wait; }));
    m_situation.peers = {{"maxscale2", PeerMode::Unknown, "", 5s}}; // time passes, nobody says so
    ASSERT_TRUE(reads(false));
}

TEST_F(ModeKeeperTest, DoesNothingWhileMaxScaleDoesNotAnswer)
{
    m_maxscale.kill();
    make().readNow();
    m_keeper->take(std::nullopt);
    m_keeper->consider();
    EXPECT_EQ(m_keeper->passive(), std::nullopt);
    EXPECT_THAT(m_events, testing::IsEmpty());
    m_maxscale.restart();
    m_keeper->readNow();
    ASSERT_TRUE(reads(true));
}

TEST_F(ModeKeeperTest, WritesNothingBesideCooperativeLocksAndSaysWhy)
{
    m_situation.locks = true;
    make().readNow();
    ASSERT_TRUE(reads(false));
    m_keeper->consider();
    EXPECT_EQ(writes(), 0);
    ASSERT_THAT(codes(), testing::ElementsAre("mode-refused"));
    EXPECT_EQ(m_keeper->findings()[0].severity, model::AlarmSeverity::Critical);
    m_situation.locks = false;
    m_keeper->consider();
    EXPECT_TRUE(reads(true)) << "the locks were turned off";
    EXPECT_THAT(codes(), testing::IsEmpty());
}

TEST_F(ModeKeeperTest, WritesNothingOnHoldAndKeepsWhatItShouldAfterIt)
{
    m_situation.held = true;
    make().readNow();
    ASSERT_TRUE(reads(false));
    m_keeper->consider();
    EXPECT_EQ(writes(), 0);
    ASSERT_THAT(codes(), testing::ElementsAre("mode-held"));
    EXPECT_EQ(m_keeper->findings()[0].severity, model::AlarmSeverity::Warning);
    m_situation.held = false;
    m_keeper->consider();
    EXPECT_TRUE(reads(true));
    m_situation.held = true;
    m_keeper->consider();
    EXPECT_THAT(codes(), testing::IsEmpty()) << "on hold, and as it should be";
}

TEST_F(ModeKeeperTest, RefusesToWriteBesideConfigSyncUntilThatIsOff)
{
    m_maxscale.configSync = true;
    make().readNow();
    ASSERT_TRUE(waitUntil([&] { return m_keeper->passive() == false; }));
    ASSERT_THAT(codes(), testing::ElementsAre("mode-refused"));
    EXPECT_EQ(m_keeper->findings()[0].severity, model::AlarmSeverity::Critical);
    EXPECT_EQ(writes(), 0);
    m_maxscale.configSync = false;
    m_keeper->readNow();
    ASSERT_TRUE(reads(true));
    EXPECT_EQ(m_maxscale.countOf("PATCH /v1/maxscale?sync=false"), 1);
    EXPECT_THAT(codes(), testing::IsEmpty());
}

TEST_F(ModeKeeperTest, KnowsAModeThatConfigSyncCopied)
{
    m_maxscale.passive = true;
    make().readNow();
    ASSERT_TRUE(reads(true));
    QString why;
    QObject::connect(m_keeper.get(), &ModeKeeper::modeChanged,
                     [&](const QString &, const QString &, const QString &reason, bool) {
                         if (why.isEmpty())
                             why = reason;
                     });
    maxscale::MaxScaleInfo info{true, startOfFake, "24.02.4", true};
    info.sync = model::ConfigSync{3, "aa", "OK"};
    m_keeper->take(info);
    info.passive = false;
    info.sync->version = 4;
    m_keeper->take(info);
    EXPECT_EQ(why, "config_sync copied it from another MaxScale");
}

} // namespace tandem::agent
