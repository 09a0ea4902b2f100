// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/identity/straywatch.h"

#include "tests/maxscale/fakeserver.h"
#include "tests/maxscale/waituntil.h"

#include <QTcpSocket>
#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using test::waitUntil;

/// Every client of a test comes from the loopback, and so is none: here is seen that it counts at all, and goes.
/// stray_test has the rules, tests/netns a real stray.
class StrayWatchTest : public testing::Test
{
protected:
    void watch()
    {
        m_rest = std::move(maxscale::RestClient::create(m_server.url(), {}).value());
        StrayWatch::Settings settings;
        settings.ports = {m_server.port()};
        settings.interval = 20ms;
        m_watch = std::make_unique<StrayWatch>(config::Cluster{}, settings, m_rest.get());
        QObject::connect(m_watch.get(), &StrayWatch::counted, [this] { ++m_counts; });
        m_watch->start();
    }

    test::FakeServer m_server;
    std::unique_ptr<maxscale::RestClient> m_rest;
    std::unique_ptr<StrayWatch> m_watch;
    int m_counts = 0;
};

} // namespace

TEST_F(StrayWatchTest, KnowsNothingBeforeItsFirstCount)
{
    watch();
    EXPECT_EQ(m_watch->connections(), std::nullopt);
}

TEST_F(StrayWatchTest, CountsAgainAndAgainAndTakesTheLoopbackForNoStray)
{
    QTcpSocket client;
    client.connectToHost("127.0.0.1", m_server.port());
    ASSERT_TRUE(waitUntil([&] { return m_server.openConnections() == 1; }));
    watch();
    ASSERT_TRUE(waitUntil([&] { return m_counts >= 3; }));
    EXPECT_EQ(m_watch->connections(), 0);
    EXPECT_TRUE(m_watch->clients().empty());
    EXPECT_TRUE(m_watch->findings().empty());
    EXPECT_EQ(m_server.connections().size(), 1U) << "without strays nobody asks for names";
}

TEST_F(StrayWatchTest, EndsInTheMiddleOfACount)
{
    watch();
    m_watch.reset();
    SUCCEED();
}

} // namespace tandem::agent
