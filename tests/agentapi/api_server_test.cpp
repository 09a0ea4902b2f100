// SPDX-License-Identifier: GPL-3.0-or-later
#include "apiservertest.h"
#include "rpc/modeljson.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <sys/stat.h>

using namespace tandem;
using namespace tandem::agent;

TEST_F(ApiServerTest, SaysHelloWithItsNodeAndTheClientsRole)
{
    m_server->setCluster("shop");
    ASSERT_TRUE(connectClient());
    EXPECT_EQ(m_client.hello().cluster, "shop");
    EXPECT_EQ(m_client.hello().protocol, rpc::protocol);
    EXPECT_EQ(m_client.hello().version, TANDEM_VERSION);
    EXPECT_EQ(m_client.hello().node, "maxscale1");
    EXPECT_EQ(m_client.hello().role, Role::Viewer);
    EXPECT_EQ(m_client.peer()->name, "maxscale1");
}

TEST_F(ApiServerTest, AnswersStatusEventsSamplesAndClock)
{
    auto status = m_node.status();
    status.engineState = model::EngineState::Running;
    m_node.setStatus(status);
    for (int i = 0; i < 5; ++i) {
        m_node.addEvent();
        m_node.addSample(100 + i);
    }
    ASSERT_TRUE(connectClient());
    EXPECT_EQ(rpc::nodeStatusFromJson(ask("status").value()).value(), status);
    const auto events = ask("events", {{"since", 2}, {"limit", 2}}).value();
    ASSERT_EQ(events.value("events").toArray().size(), 2);
    EXPECT_EQ(events.value("events").toArray()[0].toObject().value("seq"), 3);
    EXPECT_EQ(events.value("last_seq"), 5);
    EXPECT_EQ(ask("events", {{"limit", 0}}).value().value("events").toArray().size(), 0);
    const auto samples = ask("samples", {{"since_ns", 101}, {"limit", 2}}).value();
    EXPECT_EQ(samples.value("samples").toArray().size(), 2);
    EXPECT_EQ(samples.value("more"), true);
    EXPECT_EQ(ask("samples", {{"since_ns", 101}, {"limit", 3}}).value().value("more"), false);
    const auto clock = ask("clock", {{"t0_ns", 17}}).value();
    EXPECT_EQ(clock.value("t0_ns"), 17);
    EXPECT_LE(clock.value("t1_ns").toInteger(), clock.value("t2_ns").toInteger());
    EXPECT_GT(clock.value("t1_ns").toInteger(), 1'700'000'000'000'000'000);
}

TEST_F(ApiServerTest, AnswersWhatIsWrongWithARequestAndGoesOn)
{
    ASSERT_TRUE(connectClient());
    EXPECT_NE(ask("reboot").error().text.find("reboot"), std::string::npos);
    EXPECT_NE(ask("events", {{"since", "one"}}).error().text.find("since"), std::string::npos);
    EXPECT_EQ(ask("events", {{"limit", 1001}}).error().code, ErrorCode::Usage);
    EXPECT_EQ(ask("events", {{"since", -1}}).error().code, ErrorCode::Usage);
    EXPECT_EQ(ask("subscribe", {{"events_since", -1}}).error().code, ErrorCode::Usage);
    m_node.setBroken(true);
    EXPECT_EQ(ask("events").error(), (Error{ErrorCode::System, "journal.db", "disk I/O error", {}}));
    EXPECT_TRUE(ask("status"));
}

TEST_F(ApiServerTest, APageFitsIntoALineHoweverLongItsEventsAre)
{
    for (int i = 0; i < 40; ++i)
        m_node.addEvent(std::string(100'000, 'x'));
    ASSERT_TRUE(connectClient());
    qint64 last = 0;
    int pages = 0;
    for (; last < 40 && pages < 40; ++pages) {
        const auto page = ask("events", {{"since", last}});
        ASSERT_TRUE(page) << describe(page.error());
        const QJsonArray events = page->value("events").toArray();
        ASSERT_EQ(events.first().toObject().value("seq").toInteger(), last + 1);
        last = events.last().toObject().value("seq").toInteger();
    }
    EXPECT_EQ(last, 40);
    EXPECT_GT(pages, 4);
}

TEST_F(ApiServerTest, SendsOnlyWhatIsWatched)
{
    m_node.addEvent();
    ASSERT_TRUE(connectClient());
    ASSERT_TRUE(ask("subscribe", {{"samples_since_ns", 0}}));
    m_node.addEvent();
    m_node.setStatus(m_node.status());
    m_node.addSample(5);
    ASSERT_TRUE(waitUntil([&] { return has("sample"); }));
    ASSERT_TRUE(ask("status"));
    EXPECT_FALSE(has("event"));
    EXPECT_FALSE(has("status"));
    ASSERT_TRUE(ask("subscribe", {{"status", true}}));
    ASSERT_TRUE(waitUntil([&] { return has("status"); })) << "the status comes at once";
    m_notes.clear();
    m_node.addSample(6);
    m_node.setStatus(m_node.status());
    ASSERT_TRUE(waitUntil([&] { return has("status"); }));
    EXPECT_FALSE(has("sample")) << "a new subscription replaces the one before";
}

TEST_F(ApiServerTest, SendsWhatThereWasThenSyncedThenWhatHappens)
{
    for (int i = 0; i < 250; ++i)
        m_node.addEvent();
    m_node.addSample(7);
    ASSERT_TRUE(connectClient());
    ASSERT_EQ(ask("subscribe", {{"events_since", 0}, {"samples_since_ns", 0}, {"status", true}})->value("last_seq"),
              250);
    ASSERT_TRUE(waitUntil([&] { return has("synced"); }));
    EXPECT_EQ(seqs(), upTo(250));
    EXPECT_TRUE(has("sample"));
    EXPECT_TRUE(has("status"));
    EXPECT_EQ(m_notes.back().first, "synced");
    EXPECT_EQ(m_notes.back().second.value("last_seq"), 250);
    m_node.addEvent();
    ASSERT_TRUE(waitUntil([&] { return seqs().size() == 251; }));
    EXPECT_EQ(seqs(), upTo(251));
}

TEST_F(ApiServerTest, AResumedSubscriptionLosesNothingAndRepeatsNothing)
{
    ASSERT_TRUE(connectClient());
    ASSERT_TRUE(ask("subscribe", {{"events_since", 0}}));
    for (int round = 0; round < 5; ++round) {
        for (int i = 0; i < 300; ++i)
            m_node.addEvent();
        // Broken in the middle of it.
        ASSERT_TRUE(waitUntil([&] { return static_cast<int>(seqs().size()) > round * 330; }));
        m_client.close();
        for (int i = 0; i < 30; ++i)
            m_node.addEvent();
        ASSERT_TRUE(connectClient());
        const qint64 last = seqs().empty() ? 0 : seqs().back();
        ASSERT_TRUE(ask("subscribe", {{"events_since", last}}));
    }
    ASSERT_TRUE(waitUntil([&] { return seqs().size() >= 5 * 330; }));
    EXPECT_EQ(seqs(), upTo(5 * 330));
}

TEST_F(ApiServerTest, AJournalThatFailsForAMomentLosesNothing)
{
    ASSERT_TRUE(connectClient());
    ASSERT_TRUE(ask("subscribe", {{"events_since", 0}}));
    m_node.setBroken(true);
    m_node.addEvent();
    ASSERT_TRUE(ask("status"));
    EXPECT_TRUE(seqs().empty());
    m_node.setBroken(false);
    m_node.addEvent();
    ASSERT_TRUE(waitUntil([&] { return seqs().size() == 2; }));
    EXPECT_EQ(seqs(), upTo(2));
}

TEST_F(ApiServerTest, APortInUseIsInUse)
{
    ApiServer other(m_node, m_agent, "maxscale1");
    const auto listening = other.listen("127.0.0.1", m_server->port());
    ASSERT_FALSE(listening);
    EXPECT_EQ(listening.error().code, ErrorCode::InUse);
    EXPECT_EQ(other.listen("192.0.2.1", 0).error().code, ErrorCode::NotReachable);
    EXPECT_EQ(other.listen("localhost!", 0).error().code, ErrorCode::Usage);
}

TEST_F(ApiServerTest, TheLocalSocketNeedsNoCertificate)
{
    const QTemporaryDir directory;
    const std::string path = directory.filePath("agent.sock").toStdString();
    ASSERT_TRUE(m_server->listenLocal(path));
    struct stat info
    {
    };
    ASSERT_EQ(::stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0660U);
    m_node.addEvent();
    m_client.connectToLocal(QString::fromStdString(path));
    ASSERT_TRUE(waitUntil([&] { return m_client.isReady() || m_error; }));
    ASSERT_FALSE(m_error) << describe(*m_error);
    EXPECT_EQ(m_client.hello().role, Role::Admin) << "our own user";
    ASSERT_TRUE(ask("subscribe", {{"events_since", 0}}));
    ASSERT_TRUE(waitUntil([&] { return seqs().size() == 1; }));
}

TEST_F(ApiServerTest, ALocalSocketLeftBehindIsReplacedALiveOneIsNot)
{
    const QTemporaryDir directory;
    const std::string path = directory.filePath("agent.sock").toStdString();
    ASSERT_TRUE(m_server->listenLocal(path));
    ApiServer second(m_node, m_agent, "maxscale1");
    EXPECT_EQ(second.listenLocal(path).error().code, ErrorCode::InUse);
    const std::string moved = directory.filePath("left").toStdString();
    ASSERT_EQ(::rename(path.c_str(), moved.c_str()), 0);
    m_server.reset(); // the file stays, as after a crash
    ASSERT_TRUE(second.listenLocal(moved));
    m_client.connectToLocal(QString::fromStdString(moved));
    EXPECT_TRUE(waitUntil([&] { return m_client.isReady(); }));
    EXPECT_EQ(second.listenLocal(directory.path().toStdString()).error().code, ErrorCode::InUse) << "a directory";
    EXPECT_EQ(second.listenLocal(std::string(200, 'x')).error().code, ErrorCode::Usage);
}
