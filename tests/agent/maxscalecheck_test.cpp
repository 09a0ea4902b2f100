// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/maxscalecheck.h"

#include "fakemaxscale.h"
#include "tests/maxscale/waituntil.h"

#include <QElapsedTimer>
#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using test::FakeMaxScale;
using test::waitUntil;

class MaxScaleCheckTest : public testing::Test
{
protected:
    void SetUp() override
    {
        m_rest = std::move(maxscale::RestClient::create(m_maxscale.rest.url(), {}).value());
        MaxScaleCheck::Settings settings;
        settings.check = {"maxscale", config::CheckKind::MaxScale, m_interval, m_timeout, 2, 2, 0, {}};
        settings.listeners = {m_maxscale.listener.port()};
        settings.vips = {"127.0.0.3"};
        settings.expected.servers = {"server1", "server2"};
        settings.expected.versionString = "PrimaryMaxScale";
        m_check = std::make_unique<MaxScaleCheck>(settings, *m_rest);
        QObject::connect(m_check.get(), &MaxScaleCheck::verdictChanged,
                         [this](const Tracker::Change &change) { m_changes.push_back(change.from + ">" + change.to); });
        QObject::connect(m_check.get(), &MaxScaleCheck::looked, [this] { ++m_looks; });
        QObject::connect(m_check.get(), &MaxScaleCheck::answersAgain, [this] { ++m_answersAgain; });
        QObject::connect(m_check.get(), &MaxScaleCheck::sampled,
                         [this](const model::HealthSample &sample) { m_samples.push_back(sample); });
    }
    bool isUp()
    {
        return waitUntil([&] { return m_check->health() == Health::Up; });
    }
    bool isDown()
    {
        return waitUntil([&] { return m_check->health() == Health::Down; });
    }
    bool looks(int more)
    {
        const int until = m_looks + more;
        return waitUntil([&] { return m_looks >= until; });
    }
    std::vector<std::string> codes()
    {
        std::vector<std::string> list;
        for (const Finding &finding : m_check->findings())
            list.push_back(finding.code);
        return list;
    }

    Duration m_interval = 200ms;
    Duration m_timeout = 150ms;
    FakeMaxScale m_maxscale;
    std::unique_ptr<maxscale::RestClient> m_rest;
    std::unique_ptr<MaxScaleCheck> m_check;
    std::vector<std::string> m_changes;
    std::vector<model::HealthSample> m_samples;
    int m_looks = 0;
    int m_answersAgain = 0;
};

/// Looks so rare that whatever is seen soon was told by a held connection.
class HeldConnectionTest : public MaxScaleCheckTest
{
protected:
    HeldConnectionTest()
    {
        m_interval = 10min;
        m_timeout = 5s;
    }
};

} // namespace

TEST_F(MaxScaleCheckTest, FillsInTheStatusOfAHealthyMaxScale)
{
    m_check->start();
    ASSERT_TRUE(isUp());
    const model::MaxScaleStatus &status = m_check->status();
    EXPECT_TRUE(status.reachable);
    EXPECT_EQ(status.passive, false);
    EXPECT_EQ(status.version, "24.02.4");
    EXPECT_EQ(status.verdict, "ok");
    EXPECT_EQ(status.startedAtNs, 1'795'370'950'000'000'000);
    EXPECT_EQ(status.monitorState, "Idle");
    EXPECT_EQ(status.sessions, 3);
    EXPECT_GT(status.checkLatencyNs.value_or(0), 0);
    ASSERT_EQ(status.servers.size(), 2U);
    EXPECT_EQ(status.servers[0].state, "Master, Running");
    EXPECT_THAT(codes(), testing::IsEmpty());
}

TEST_F(MaxScaleCheckTest, MeasuresOneSampleALook)
{
    m_check->start();
    ASSERT_TRUE(looks(3));
    ASSERT_GE(m_samples.size(), 2U);
    EXPECT_EQ(m_samples[0].verdict, "ok");
    EXPECT_GT(m_samples[0].restLatencyNs.value_or(0), 0);
    EXPECT_GT(m_samples[0].greetingLatencyNs.value_or(0), 0);
    EXPECT_EQ(m_samples[0].sessions, 3);
    EXPECT_GT(m_samples[1].timeNs, m_samples[0].timeNs);
    EXPECT_EQ(m_samples[1].sessions, std::nullopt) << "not asked that often";
    EXPECT_THAT(m_samples[0].values,
                testing::Contains(model::MetricValue{model::Metric::ServerConnections, "server2", 3}));
    EXPECT_THAT(m_samples[0].values,
                testing::Contains(testing::Field(&model::MetricValue::metric, model::Metric::Uptime)));
    EXPECT_THAT(m_samples[1].values,
                testing::Not(testing::Contains(testing::Field(&model::MetricValue::server, "server2"))));
}

TEST_F(MaxScaleCheckTest, AsksShortIntervalsForServersAloneAndForTheModeNowAndThen)
{
    m_interval = 20ms;
    SetUp();
    QElapsedTimer timer;
    timer.start();
    m_check->start();
    ASSERT_TRUE(looks(10));
    const qsizetype allowed = 1 + std::chrono::milliseconds(timer.elapsed()) / MaxScaleCheck::modeEvery;
    EXPECT_GE(m_maxscale.countOf("GET /v1/servers"), 10);
    EXPECT_LE(m_maxscale.countOf("GET /v1/maxscale?"), allowed);
    EXPECT_LE(m_maxscale.countOf("GET /v1/monitors"), allowed);
    EXPECT_FALSE(m_check->readMode());
    EXPECT_EQ(m_check->status().passive, false) << "what was read holds until it is read again";
    EXPECT_EQ(m_check->status().monitorState, "Idle");
    m_check->setPassive(true);
    ASSERT_TRUE(looks(1));
    EXPECT_EQ(m_check->status().passive, true) << "somebody who wrote has told";
}

TEST_F(HeldConnectionTest, SeesACrashAtOnce)
{
    m_check->start();
    ASSERT_TRUE(isUp());
    ASSERT_TRUE(waitUntil([&] { return m_maxscale.rest.openConnections() >= 1; })) << "one is held";
    QElapsedTimer timer;
    timer.start();
    m_maxscale.kill();
    ASSERT_TRUE(isDown());
    EXPECT_LT(timer.elapsed(), 1000);
    EXPECT_EQ(m_changes.back(), "ok>refused");
    EXPECT_TRUE(m_check->processGone());
    EXPECT_FALSE(m_check->status().reachable);
    EXPECT_EQ(m_check->status().passive, std::nullopt);
}

TEST_F(HeldConnectionTest, SeesACrashAtOnceAlsoWhenTheListenerSeemsToLiveOn)
{
    m_timeout = 50ms;
    SetUp();
    m_check->start();
    ASSERT_TRUE(isUp());
    ASSERT_TRUE(waitUntil([&] { return m_maxscale.rest.openConnections() >= 1; }));
    m_maxscale.listener.freeze(true);
    m_maxscale.rest.kill();
    QTimer::singleShot(100, [this] { m_maxscale.listener.kill(); }); // two of its timeouts later
    ASSERT_TRUE(isDown());
    EXPECT_EQ(m_changes.back(), "ok>refused");
}

TEST_F(HeldConnectionTest, SeesThatACrashedMaxScaleIsBackAtOnce)
{
    m_check->start();
    ASSERT_TRUE(isUp());
    m_maxscale.kill();
    ASSERT_TRUE(isDown());
    m_maxscale.passive = true;
    m_maxscale.restart();
    ASSERT_TRUE(waitUntil([&] { return m_answersAgain == 1 && m_check->status().passive == true; }));
    EXPECT_EQ(m_check->health(), Health::Down) << "rise has its say";
    EXPECT_FALSE(m_check->processGone());
}

TEST_F(HeldConnectionTest, LooksAgainWhenMaxScaleWasReplacedInAnInstant)
{
    m_check->start();
    ASSERT_TRUE(isUp());
    const int looksBefore = m_looks;
    m_maxscale.kill();
    m_maxscale.passive = true;
    m_maxscale.restart();
    ASSERT_TRUE(waitUntil([&] { return m_looks > looksBefore && m_check->status().passive == true; }));
    EXPECT_EQ(m_check->health(), Health::Up);
}

TEST_F(HeldConnectionTest, HoldsAConnectionToAListenerWithoutALimit)
{
    m_check->start();
    ASSERT_TRUE(isUp());
    ASSERT_TRUE(waitUntil([&] { return m_maxscale.listener.connections().size() == 2; })) << "a probe and a held one";
    ASSERT_TRUE(waitUntil([&] { return m_maxscale.listener.openConnections() == 1; })) << "the probe has left";
    m_maxscale.listener.kill();
    ASSERT_TRUE(isDown());
    EXPECT_EQ(m_changes.back(), "ok>listener refused");
    EXPECT_FALSE(m_check->processGone());
}

TEST_F(MaxScaleCheckTest, RisesAfterRiseLooks)
{
    m_maxscale.kill();
    m_check->start();
    ASSERT_TRUE(isDown());
    m_maxscale.restart();
    ASSERT_TRUE(isUp());
    EXPECT_THAT(m_changes, testing::ElementsAre(">refused", "refused>ok"));
}

TEST_F(MaxScaleCheckTest, FindsAFrozenMaxScaleAfterFallLooksAndThatItWokeUp)
{
    m_check->start();
    ASSERT_TRUE(isUp());
    m_maxscale.freeze(true);
    ASSERT_TRUE(isDown());
    EXPECT_EQ(m_changes.back(), "ok>frozen");
    EXPECT_FALSE(m_check->processGone());
    m_maxscale.freeze(false);
    ASSERT_TRUE(isUp());
}

TEST_F(MaxScaleCheckTest, FailsNothingWhenRestAloneIsSilent)
{
    m_check->start();
    ASSERT_TRUE(isUp());
    m_maxscale.restSilent = true;
    ASSERT_TRUE(waitUntil([&] { return !codes().empty(); }));
    ASSERT_TRUE(looks(3));
    EXPECT_THAT(codes(), testing::ElementsAre("maxscale-rest-silent"));
    EXPECT_EQ(m_check->health(), Health::Up);
    EXPECT_FALSE(m_check->status().reachable);
}

TEST_F(MaxScaleCheckTest, KnowsAStoppedListener)
{
    m_check->start();
    ASSERT_TRUE(isUp());
    m_maxscale.greets = false;
    ASSERT_TRUE(isDown());
    EXPECT_EQ(m_changes.back(), "ok>listener stopped");
    EXPECT_TRUE(m_check->status().reachable);
}

TEST_F(MaxScaleCheckTest, AlarmsAboutAWrongPasswordAndFailsNothing)
{
    m_maxscale.restAnswer = test::recordedAnswer("wrong_password__maxscale.http");
    m_check->start();
    ASSERT_TRUE(looks(3));
    EXPECT_EQ(m_check->health(), Health::Up);
    EXPECT_THAT(codes(), testing::ElementsAre("maxscale-unauthorized"));
    EXPECT_FALSE(m_check->status().reachable);
}

TEST_F(MaxScaleCheckTest, AlarmsAboutHtmlAndFailsNothing)
{
    m_maxscale.restAnswer = test::httpAnswer("200 OK", "<html></html>", "text/html");
    m_check->start();
    ASSERT_TRUE(looks(3));
    EXPECT_EQ(m_check->health(), Health::Up);
    EXPECT_THAT(codes(), testing::ElementsAre("maxscale-bad-answer"));
}

TEST_F(MaxScaleCheckTest, DoesNotAskAListenerOnAVipThatIsElsewhere)
{
    m_maxscale.listenAddress = "127.0.0.3"; // the VIP; and the listener does not listen where it is asked first
    m_maxscale.listener.kill();
    m_check->start();
    ASSERT_TRUE(isUp());
    EXPECT_THAT(m_changes, testing::ElementsAre(">ok"));
    m_check->setHeldVips({"127.0.0.3"});
    ASSERT_TRUE(isDown());
    EXPECT_EQ(m_changes.back(), "ok>listener refused");
}

TEST_F(MaxScaleCheckTest, LooksAtItsIntervalWhenRestIsRefusedAndTheListenerGreets)
{
    m_maxscale.rest.kill();
    m_check->start();
    ASSERT_TRUE(looks(4));
    EXPECT_EQ(m_check->health(), Health::Up);
    EXPECT_THAT(codes(), testing::ElementsAre("maxscale-rest-unreachable"));
    EXPECT_FALSE(m_check->processGone());
}

} // namespace tandem::agent
