// SPDX-License-Identifier: GPL-3.0-or-later
// The check of kind gateway, between a scripted engine and a watch of what it says.
#include "daemon/agent/health/gatewaycheck.h"

#include "tests/maxscale/waituntil.h"

#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using channel::AskNeighbours;
using channel::NeighbourAnswer;
using test::waitUntil;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using State = NeighbourAnswer::State;

class GatewayCheckTest : public testing::Test
{
protected:
    GatewayCheckTest()
    {
        m_settings.name = "gateway";
        m_settings.kind = config::CheckKind::Gateway;
        m_settings.interval = 20ms;
        m_settings.timeout = 10ms;
        m_settings.fall = 2;
        m_settings.rise = 2;
    }
    void start()
    {
        m_check = std::make_unique<GatewayCheck>(
            m_settings, std::map<std::string, std::string>{{"10.77.0.2", "maxscale2"}},
            [this](const AskNeighbours &question) { return hear(question); }, nullptr, &BootClock::now,
            [this] { return m_wallNs; });
        QObject::connect(m_check.get(), &HealthCheck::looked, [this] { ++m_looks; });
        m_check->start();
    }
    /// The engine: answers each question with m_neighbours, where it does.
    bool hear(const AskNeighbours &question)
    {
        m_questions.push_back(question);
        if (m_answers)
            QTimer::singleShot(0, m_check.get(), [this, question] {
                m_check->take({question.id, question.check, m_neighbours});
            });
        return m_running;
    }
    void becomes(State gateway, State peer)
    {
        m_neighbours = {{"eth0", "10.77.0.254", true, gateway, {}}, {"eth0", "10.77.0.2", false, peer, {}}};
    }
    bool is(Health health)
    {
        return waitUntil([&] { return m_check->health() == health; });
    }
    bool says(const std::string &evidence)
    {
        return waitUntil([&] { return m_check->tracker().evidence() == evidence; });
    }
    bool asks(std::size_t more)
    {
        const std::size_t until = m_questions.size() + more;
        return waitUntil([&] { return m_questions.size() >= until; });
    }
    std::vector<std::string> codes() const
    {
        std::vector<std::string> list;
        for (const Finding &finding : m_check->findings())
            list.push_back(finding.code);
        return list;
    }

    config::Check m_settings;
    std::vector<AskNeighbours> m_questions;
    std::vector<NeighbourAnswer::Neighbour> m_neighbours;
    std::int64_t m_wallNs = 1'790'000'000'000'000'000; ///< 2026-09-21 14:13:20 UTC
    bool m_answers = true;
    bool m_running = true;
    int m_looks = 0;
    std::unique_ptr<GatewayCheck> m_check;
};

} // namespace

TEST_F(GatewayCheckTest, FailsOnlyWhereNeitherGatewayNorPeerAnswers)
{
    becomes(State::Answered, State::Answered);
    start();
    ASSERT_TRUE(is(Health::Up));
    EXPECT_TRUE(says("gateway 10.77.0.254 and maxscale2 10.77.0.2 answer on eth0"));
    becomes(State::Silent, State::Answered);
    EXPECT_TRUE(says(
        "maxscale2 10.77.0.2 answers on eth0, gateway 10.77.0.254 (silent since 2026-09-21 14:13:20 UTC) does not"));
    ASSERT_TRUE(asks(4));
    EXPECT_EQ(m_check->health(), Health::Up);
    becomes(State::Answered, State::Silent);
    ASSERT_TRUE(asks(4));
    EXPECT_EQ(m_check->health(), Health::Up);
    m_wallNs += 90'000'000'000'000 + 5'999'999'999;
    becomes(State::Silent, State::Silent);
    ASSERT_TRUE(is(Health::Down));
    EXPECT_EQ(m_check->tracker().verdict(), "cut off");
    const char *const cutOff =
        "neither gateway 10.77.0.254 (silent since 2026-09-22 15:13:25 UTC) nor maxscale2 10.77.0.2 (silent "
        "since 2026-09-21 14:13:20 UTC) answers on eth0";
    EXPECT_TRUE(says(cutOff)) << m_check->tracker().evidence();
    m_wallNs += 60'000'000'000;
    ASSERT_TRUE(asks(4));
    EXPECT_EQ(m_check->tracker().evidence(), cutOff) << "it is silent since then";
    becomes(State::Silent, State::Answered);
    EXPECT_TRUE(is(Health::Up));
    EXPECT_THAT(m_check->findings(), IsEmpty());
    EXPECT_EQ(m_questions.back().check, "gateway");
    EXPECT_EQ(m_questions.back().waitNs, 10'000'000);
}

TEST_F(GatewayCheckTest, AnEngineThatIsNotThereIsNoFailure)
{
    becomes(State::Answered, State::Answered);
    start();
    ASSERT_TRUE(is(Health::Up));
    m_running = m_answers = false;
    ASSERT_TRUE(asks(1));
    const int looks = m_looks;
    ASSERT_TRUE(asks(4));
    EXPECT_EQ(m_check->health(), Health::Up);
    EXPECT_EQ(m_looks, looks) << "a verdict that nobody proved is not renewed";
    EXPECT_THAT(codes(), ElementsAre("gateway-not-asked"));
    m_running = m_answers = true;
    EXPECT_TRUE(waitUntil([&] { return codes().empty(); }));
}

TEST_F(GatewayCheckTest, AnEngineThatDoesNotAnswerIsNoFailure)
{
    m_answers = false;
    start();
    ASSERT_TRUE(waitUntil([&] { return !codes().empty(); }));
    EXPECT_THAT(m_check->findings().front().text, HasSubstr("tandemd gave no answer"));
    EXPECT_EQ(m_check->health(), Health::Unknown);
    ASSERT_TRUE(asks(1)) << "it goes on asking";
    m_check->take({m_questions.front().id, "gateway", {{"eth0", "10.77.0.2", false, State::Silent, {}}}});
    EXPECT_EQ(m_looks, 0) << "an answer to a question before is none";
}

TEST_F(GatewayCheckTest, ThatNobodyCanBeAskedIsNoFailure)
{
    becomes(State::NotAsked, State::NotAsked);
    start();
    ASSERT_TRUE(asks(4));
    EXPECT_EQ(m_check->health(), Health::Unknown);
    EXPECT_THAT(codes(), ElementsAre("gateway-not-asked"));
    m_neighbours.clear();
    EXPECT_TRUE(
        waitUntil([&] { return m_check->findings().front().text.find("no default route") != std::string::npos; }));
}

TEST_F(GatewayCheckTest, SaysThatThereIsNoDefaultRoute)
{
    m_neighbours = {{"eth0", "10.77.0.2", false, State::Answered, {}}};
    start();
    ASSERT_TRUE(is(Health::Up));
    EXPECT_THAT(codes(), ElementsAre("gateway-no-route"));
    m_neighbours.front().state = State::Silent;
    EXPECT_TRUE(says("maxscale2 10.77.0.2 (silent since 2026-09-21 14:13:20 UTC) does not answer on eth0"));
    EXPECT_TRUE(is(Health::Down));
}

} // namespace tandem::agent
