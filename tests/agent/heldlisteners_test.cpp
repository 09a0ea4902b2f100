// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/heldlisteners.h"

#include "tests/maxscale/fakeserver.h"
#include "tests/maxscale/waituntil.h"

#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using test::FakeServer;
using test::waitUntil;

class HeldListenersTest : public testing::Test
{
protected:
    HeldListenersTest()
    {
        QObject::connect(&m_held, &HeldListeners::lost, [this] { ++m_lost; });
        QObject::connect(&m_held, &HeldListeners::refused, [this] { ++m_refused; });
    }
    static ListenerPlace at(const FakeServer &server, bool holdable = true)
    {
        return {server.port(), QHostAddress(QHostAddress::LocalHost), false, holdable};
    }
    bool holds(const FakeServer &server, std::size_t n)
    {
        return waitUntil([&] { return server.openConnections() == n; });
    }

    FakeServer m_one, m_two, m_limited;
    HeldListeners m_held;
    int m_lost = 0;
    int m_refused = 0;
};

} // namespace

TEST_F(HeldListenersTest, HoldsEachListenerThatTakesAConnectionThatStays)
{
    m_held.arrange({at(m_one), at(m_two), at(m_limited, false)});
    EXPECT_TRUE(holds(m_one, 1));
    EXPECT_TRUE(holds(m_two, 1));
    EXPECT_TRUE(m_limited.connections().empty());
}

TEST_F(HeldListenersTest, TellsOfTheOneThatEnds)
{
    m_held.arrange({at(m_one), at(m_two)});
    ASSERT_TRUE(holds(m_one, 1));
    ASSERT_TRUE(holds(m_two, 1));
    m_two.kill();
    EXPECT_TRUE(waitUntil([&] { return m_lost == 1 && m_refused >= 1; }));
    EXPECT_EQ(m_one.openConnections(), 1U);
}

TEST_F(HeldListenersTest, KeepsThoseThatStayAndLeavesTheOthers)
{
    m_held.arrange({at(m_one), at(m_two)});
    ASSERT_TRUE(holds(m_one, 1));
    ASSERT_TRUE(holds(m_two, 1));
    m_held.arrange({at(m_one), at(m_two, false)});
    EXPECT_TRUE(holds(m_two, 0));
    EXPECT_EQ(m_one.connections().size(), 1U) << "the same connection";
    EXPECT_EQ(m_lost, 0) << "left, not lost";
}

TEST_F(HeldListenersTest, LeavesAListenerThatIsNowAtAnotherAddress)
{
    m_held.arrange({at(m_one)});
    ASSERT_TRUE(holds(m_one, 1));
    ListenerPlace moved = at(m_one);
    moved.address = QHostAddress(QStringLiteral("127.0.0.2"));
    m_held.arrange({moved});
    EXPECT_TRUE(holds(m_one, 0));
}

} // namespace tandem::agent
