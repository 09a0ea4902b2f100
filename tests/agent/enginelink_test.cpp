// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/enginelink.h"

#include "fakeengine.h"
#include "tests/maxscale/waituntil.h"

#include <QTemporaryDir>
#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using channel::AgentHello;
using channel::EventsStored;
using channel::TrackVerdict;
using model::EngineState;
using model::VrrpState;
using test::engineEvent;
using test::engineHello;
using test::engineStatus;
using test::waitUntil;

class EngineLinkTest : public testing::Test
{
protected:
    EngineLink &link(std::uint64_t engineId = 0, std::uint64_t lastSeq = 0)
    {
        m_link = std::make_unique<EngineLink>(m_path, engineId, lastSeq);
        QObject::connect(m_link.get(), &EngineLink::eventHeard,
                         [this](const model::Event &event, std::uint64_t, std::uint64_t lost) {
                             m_events.push_back(event.seq);
                             m_lost += lost;
                         });
        m_link->start();
        return *m_link;
    }
    bool connected()
    {
        return waitUntil([&] { return m_engine.isConnected(); });
    }
    bool becomes(EngineState state)
    {
        return waitUntil([&] { return m_link->state() == state; });
    }
    bool hellos(std::size_t count)
    {
        return waitUntil([&] { return m_engine.heardOf<AgentHello>().size() == count; });
    }

    QTemporaryDir m_directory;
    std::string m_path = m_directory.filePath("engine.sock").toStdString();
    test::FakeEngine m_engine{m_path};
    std::unique_ptr<EngineLink> m_link;
    std::vector<std::uint64_t> m_events;
    std::uint64_t m_lost = 0;
};

} // namespace

TEST_F(EngineLinkTest, AnswersHelloWithWhatItsJournalHas)
{
    link(7, 41);
    ASSERT_TRUE(connected());
    m_engine.say(engineHello(7));
    ASSERT_TRUE(hellos(1));
    EXPECT_EQ(m_engine.heardOf<AgentHello>().front(), (AgentHello{TANDEM_VERSION, 7, 41}));
}

TEST_F(EngineLinkTest, AsksAnotherEngineForAllItsEvents)
{
    link(7, 41);
    ASSERT_TRUE(connected());
    m_engine.say(engineHello(8));
    ASSERT_TRUE(hellos(1));
    EXPECT_EQ(m_engine.heardOf<AgentHello>().front(), (AgentHello{TANDEM_VERSION, 8, 0}));
}

TEST_F(EngineLinkTest, IsUnknownUntilTheFirstStatus)
{
    link();
    ASSERT_TRUE(connected());
    m_engine.say(engineHello(7));
    ASSERT_TRUE(hellos(1));
    EXPECT_EQ(m_link->state(), EngineState::Unknown);
    m_engine.say(engineStatus(VrrpState::Master));
    ASSERT_TRUE(becomes(EngineState::Running));
    EXPECT_EQ(m_link->status(), engineStatus(VrrpState::Master));
}

TEST_F(EngineLinkTest, BelievesNothingBeforeHello)
{
    link();
    ASSERT_TRUE(connected());
    m_engine.say(engineStatus(VrrpState::Master));
    m_engine.say(engineHello(7));
    ASSERT_TRUE(waitUntil([&] { return m_link->trouble() == "it did not begin with hello"; }));
    EXPECT_EQ(m_link->state(), EngineState::Unknown);
}

TEST_F(EngineLinkTest, IsUnknownWhenTheEngineDies)
{
    link();
    ASSERT_TRUE(connected());
    m_engine.say(engineHello(7));
    m_engine.say(engineStatus(VrrpState::Master));
    ASSERT_TRUE(becomes(EngineState::Running));
    m_engine.leave();
    m_engine.hangUp();
    ASSERT_TRUE(becomes(EngineState::Unknown));
}

TEST_F(EngineLinkTest, IsStoppedWhenTheEngineSaidSoBeforeItLeft)
{
    link();
    ASSERT_TRUE(connected());
    m_engine.say(engineHello(7));
    m_engine.say(engineStatus(VrrpState::Master));
    m_engine.say(engineStatus(VrrpState::Stopped));
    m_engine.leave();
    m_engine.hangUp();
    ASSERT_TRUE(becomes(EngineState::Stopped));
    const std::string before = m_link->trouble();
    ASSERT_FALSE(waitUntil([&] { return m_link->state() != EngineState::Stopped; }, 300ms)) << "tries go on meanwhile";
    EXPECT_EQ(m_link->trouble(), before);
}

TEST_F(EngineLinkTest, IsUnknownWhenTheEngineSaysNothing)
{
    link();
    ASSERT_TRUE(connected());
    m_engine.say(engineHello(7));
    m_engine.say(engineStatus(VrrpState::Master));
    ASSERT_TRUE(becomes(EngineState::Running));
    ASSERT_TRUE(becomes(EngineState::Unknown)) << "after its silence";
    EXPECT_EQ(m_link->trouble(), "it is connected, but says nothing");
    m_engine.say(engineStatus(VrrpState::Master));
    ASSERT_TRUE(becomes(EngineState::Running));
}

TEST_F(EngineLinkTest, ConnectsAgainAndTellsTheNewEngineItsVerdicts)
{
    link();
    const TrackVerdict verdict{"maxscale", TrackVerdict::State::Down, "refused", 7'000'000'000};
    m_link->setVerdict(verdict);
    ASSERT_TRUE(connected());
    m_engine.say(engineHello(7));
    ASSERT_TRUE(waitUntil([&] { return m_engine.heardOf<TrackVerdict>().size() == 1; }));
    m_engine.hangUp();
    ASSERT_TRUE(connected());
    m_engine.say(engineHello(8));
    ASSERT_TRUE(waitUntil([&] { return m_engine.heardOf<TrackVerdict>().size() == 2; }));
    EXPECT_EQ(m_engine.heardOf<TrackVerdict>().back(), verdict);
    EXPECT_TRUE(std::holds_alternative<AgentHello>(m_engine.heard[2])) << "hello comes first";
}

TEST_F(EngineLinkTest, SendsAVerdictAtOnce)
{
    link();
    ASSERT_TRUE(connected());
    m_engine.say(engineHello(7));
    ASSERT_TRUE(hellos(1));
    m_link->setVerdict({"maxscale", TrackVerdict::State::Up, "ok", 1});
    ASSERT_TRUE(waitUntil([&] { return m_engine.heardOf<TrackVerdict>().size() == 1; }));
}

TEST_F(EngineLinkTest, TellsEachEventOnce)
{
    link();
    ASSERT_TRUE(connected());
    m_engine.say(engineHello(7));
    m_engine.say(engineEvent(1));
    m_engine.say(engineEvent(2));
    ASSERT_TRUE(waitUntil([&] { return m_events.size() == 2; }));
    m_link->stored(7, 1);
    ASSERT_TRUE(waitUntil([&] { return m_engine.heardOf<EventsStored>().size() == 1; }));
    EXPECT_EQ(m_engine.heardOf<EventsStored>().front(), (EventsStored{7, 1}));
    m_engine.hangUp();
    ASSERT_TRUE(connected());
    m_engine.say(engineHello(7));
    ASSERT_TRUE(hellos(2));
    EXPECT_EQ(m_engine.heardOf<AgentHello>().back().lastEventSeq, 1U) << "2 is not safe yet";
    m_engine.say(engineEvent(2));
    m_engine.say(engineEvent(3));
    ASSERT_TRUE(waitUntil([&] { return m_events.size() == 3; }));
    EXPECT_THAT(m_events, testing::ElementsAre(1U, 2U, 3U));
    EXPECT_EQ(m_lost, 0U);
}

TEST_F(EngineLinkTest, SaysHowManyEventsTheEngineCouldNotKeep)
{
    link(7, 10);
    ASSERT_TRUE(connected());
    m_engine.say(engineHello(7));
    m_engine.say(engineEvent(16));
    ASSERT_TRUE(waitUntil([&] { return m_events.size() == 1; }));
    EXPECT_EQ(m_lost, 5U);
}

TEST_F(EngineLinkTest, AcknowledgesNothingOfAnEngineBefore)
{
    link();
    ASSERT_TRUE(connected());
    m_engine.say(engineHello(8));
    ASSERT_TRUE(hellos(1));
    m_link->stored(7, 99);
    m_link->stored(8, 1);
    ASSERT_TRUE(waitUntil([&] { return !m_engine.heardOf<EventsStored>().empty(); }));
    EXPECT_THAT(m_engine.heardOf<EventsStored>(), testing::ElementsAre(EventsStored{8, 1}));
}

TEST_F(EngineLinkTest, LeavesAnEngineThatTalksNonsense)
{
    link();
    ASSERT_TRUE(connected());
    m_engine.say(engineHello(7));
    m_engine.say(engineStatus(VrrpState::Master));
    ASSERT_TRUE(becomes(EngineState::Running));
    m_engine.sayRaw({1, 2, 3});
    ASSERT_TRUE(becomes(EngineState::Unknown));
    EXPECT_FALSE(m_link->trouble().empty());
}

TEST(EngineLink, SaysThatAPathIsTooLongForASocket)
{
    EngineLink link("/" + std::string(200, 'x') + "/engine.sock", 0, 0);
    link.start();
    EXPECT_NE(link.trouble().find("too long for a socket"), std::string::npos);
}

TEST_F(EngineLinkTest, PutsTheStatusOfFiveHundredInstancesTogether)
{
    auto whole = engineStatus(VrrpState::Backup);
    whole.instances.resize(500, whole.instances.front());
    for (std::size_t i = 0; i < whole.instances.size(); ++i) {
        whole.instances[i].name = "instance-with-20-" + std::to_string(100 + i);
        whole.instances[i].vips = {"2001:db8::1:" + std::to_string(i), "2001:db8::2:" + std::to_string(i)};
    }
    whole.total = 500;
    link();
    ASSERT_TRUE(connected());
    m_engine.say(engineHello(7));
    const auto parts = channel::partsOf(whole);
    ASSERT_GT(parts.size(), 1U);
    m_engine.say(parts.front());
    EXPECT_EQ(m_link->state(), EngineState::Unknown) << "half of a status is none";
    for (std::size_t i = 1; i < parts.size(); ++i)
        m_engine.say(parts[i]);
    ASSERT_TRUE(becomes(EngineState::Running));
    EXPECT_EQ(m_link->status(), whole);
}

TEST_F(EngineLinkTest, LeavesAnEngineWhosePartsDoNotFollow)
{
    auto whole = engineStatus(VrrpState::Backup);
    whole.instances.resize(500, whole.instances.front());
    for (model::InstanceStatus &instance : whole.instances)
        instance.name = std::string(200, 'x');
    whole.total = 500;
    const auto parts = channel::partsOf(whole);
    ASSERT_GT(parts.size(), 2U);
    link();
    ASSERT_TRUE(connected());
    m_engine.say(engineHello(7));
    m_engine.say(parts[0]);
    m_engine.say(parts[2]);
    ASSERT_TRUE(waitUntil([&] { return m_link->trouble().find("part") != std::string::npos; })) << m_link->trouble();
    EXPECT_EQ(m_link->state(), EngineState::Unknown);
}

} // namespace tandem::agent
