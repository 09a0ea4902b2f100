// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/prober.h"

#include "fakeserver.h"
#include "waituntil.h"

#include <gmock/gmock.h>
#include <optional>

namespace tandem::maxscale {

namespace {

using namespace std::chrono_literals;
using test::FakeServer;
using test::waitUntil;

class ProberTest : public testing::Test
{
protected:
    void greetWith(const QByteArray &octets)
    {
        m_server.onConnect = [octets](FakeServer &server, std::size_t i) { server.send(i, octets); };
    }
    ProbeResult ask(Duration timeout = 5s)
    {
        std::optional<ProbeResult> result;
        m_prober.ask(timeout, [&](const ProbeResult &r) { result = r; });
        EXPECT_TRUE(waitUntil([&] { return result.has_value(); }));
        return result.value_or(ProbeResult{});
    }

    FakeServer m_server;
    Prober m_prober{QHostAddress::LocalHost, m_server.port()};
};

} // namespace

TEST_F(ProberTest, ReadsTheGreetingAndLeavesWithFin)
{
    greetWith(test::greeting("PrimaryMaxScale"));
    const ProbeResult result = ask();
    EXPECT_EQ(result.outcome, ProbeOutcome::Greeted);
    EXPECT_EQ(result.versionString, "PrimaryMaxScale");
    EXPECT_GT(result.latency, 0ns);
    ASSERT_TRUE(waitUntil([&] { return m_server.openConnections() == 0; }));
    EXPECT_EQ(m_server.connection(0).end, FakeServer::End::Fin);
}

TEST_F(ProberTest, TakesAGreetingInPieces)
{
    const QByteArray whole = test::greeting("PrimaryMaxScale");
    m_server.onConnect = [&](FakeServer &server, std::size_t i) { server.send(i, whole.left(3)); };
    std::optional<ProbeResult> result;
    m_prober.ask(5s, [&](const ProbeResult &r) { result = r; });
    ASSERT_TRUE(waitUntil([&] { return m_server.connections().size() == 1; }));
    m_server.send(0, whole.mid(3));
    ASSERT_TRUE(waitUntil([&] { return result.has_value(); }));
    EXPECT_EQ(result->outcome, ProbeOutcome::Greeted);
}

TEST_F(ProberTest, TakesAnErrorForAnAnswer)
{
    greetWith(test::errorPacket(1129, "Host '127.0.0.1' is blocked"));
    const ProbeResult result = ask();
    EXPECT_EQ(result.outcome, ProbeOutcome::ErrorPacket);
    EXPECT_EQ(result.errorCode, 1129);
}

TEST_F(ProberTest, TellsRefusedApart)
{
    m_server.kill();
    const ProbeResult result = ask();
    EXPECT_EQ(result.outcome, ProbeOutcome::Refused);
    EXPECT_EQ(result.evidence, m_prober.place() + " connection refused");
}

TEST_F(ProberTest, TellsAnotherProtocolApart)
{
    greetWith("SSH-2.0-OpenSSH_9.2\r\n");
    EXPECT_EQ(ask().outcome, ProbeOutcome::Malformed);
}

TEST_F(ProberTest, TellsAnEarlyEndApart)
{
    m_server.onConnect = [](FakeServer &server, std::size_t i) { server.close(i); };
    EXPECT_EQ(ask().outcome, ProbeOutcome::Closed);
}

TEST_F(ProberTest, WaitsForALateGreetingOnTheSameConnectionInsteadOfLeaving)
{
    EXPECT_EQ(ask(30ms).outcome, ProbeOutcome::Silent);
    EXPECT_EQ(ask(30ms).outcome, ProbeOutcome::Silent);
    ASSERT_EQ(m_server.connections().size(), 1U);
    EXPECT_EQ(m_server.openConnections(), 1U);
    std::optional<ProbeResult> result;
    m_prober.ask(5s, [&](const ProbeResult &r) { result = r; });
    m_server.send(0, test::greeting("PrimaryMaxScale"));
    ASSERT_TRUE(waitUntil([&] { return result.has_value(); }));
    EXPECT_EQ(result->outcome, ProbeOutcome::Greeted);
    ASSERT_TRUE(waitUntil([&] { return m_server.openConnections() == 0; }));
    EXPECT_EQ(m_server.connection(0).end, FakeServer::End::Fin);
}

TEST_F(ProberTest, LeavesWithFinAlsoWhenTheGreetingCameAfterTheQuestion)
{
    EXPECT_EQ(ask(30ms).outcome, ProbeOutcome::Silent);
    m_server.send(0, test::greeting("PrimaryMaxScale"));
    ASSERT_TRUE(waitUntil([&] { return m_server.openConnections() == 0; }));
    EXPECT_EQ(m_server.connection(0).end, FakeServer::End::Fin);
    greetWith(test::greeting("PrimaryMaxScale"));
    EXPECT_EQ(ask().outcome, ProbeOutcome::Greeted);
}

TEST_F(ProberTest, LeavesALongSilenceOnlyWhereItIsToldTo)
{
    m_prober.leaveSilenceAfter(40ms);
    EXPECT_EQ(ask(30ms).outcome, ProbeOutcome::Silent);
    EXPECT_EQ(ask(30ms).outcome, ProbeOutcome::Silent);
    EXPECT_EQ(m_server.connections().size(), 1U);
    greetWith(test::greeting("PrimaryMaxScale"));
    EXPECT_EQ(ask().outcome, ProbeOutcome::Greeted);
    EXPECT_EQ(m_server.connections().size(), 2U);
}

TEST_F(ProberTest, MakesANewConnectionAfterASilentOneWasGivenUp)
{
    EXPECT_EQ(ask(30ms).outcome, ProbeOutcome::Silent);
    m_prober.hangUp();
    greetWith(test::greeting("PrimaryMaxScale"));
    EXPECT_EQ(ask().outcome, ProbeOutcome::Greeted);
    EXPECT_EQ(m_server.connections().size(), 2U);
}

} // namespace tandem::maxscale
