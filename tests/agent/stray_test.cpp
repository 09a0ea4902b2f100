// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/identity/straycount.h"

#include "daemon/agent/identity/netlinkreader.h"
#include "tests/maxscale/fakeserver.h"
#include "tests/maxscale/waituntil.h"

#include <QTcpSocket>
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <gmock/gmock.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using Octets = std::vector<std::uint8_t>;

IpAddress ip(const char *text)
{
    return *IpAddress::parse(text);
}

Connection connection(const char *local, const char *peer, std::uint16_t peerPort = 50000, std::uint16_t port = 4006)
{
    return {ip(local), ip(peer), port, peerPort};
}

Octets socketMessage(const Connection &one, std::uint8_t family, std::uint32_t sequence)
{
    inet_diag_msg body{};
    body.idiag_family = family;
    body.id.idiag_sport = htons(one.localPort);
    body.id.idiag_dport = htons(one.peerPort);
    const auto put = [&](__be32(&words)[4], const IpAddress &address) {
        auto *octets = reinterpret_cast<std::uint8_t *>(words);
        if (family == AF_INET6 && address.family() == Family::V4) { // ::ffff:a.b.c.d
            octets[10] = octets[11] = 0xff;
            octets += 12;
        }
        std::memcpy(octets, address.octets().data(), address.octets().size());
    };
    put(body.id.idiag_src, one.local);
    put(body.id.idiag_dst, one.peer);
    Octets octets;
    append(octets, body);
    return netlinkRequest(SOCK_DIAG_BY_FAMILY, NLM_F_MULTI, sequence, octets);
}

config::Cluster cluster()
{
    config::Cluster made;
    made.nodes = {{"maxscale1", ip("10.77.0.1"), ip("fe80::1"), "eth0"}, {"maxscale2", ip("10.77.0.2"), {}, "eth0"}};
    config::Instance instance{.name = "VI_1", .virtualRouterId = *VirtualRouterId::of(51)};
    instance.virtualAddresses.push_back({*IpNetwork::parse("10.77.0.100/24"), "", ""});
    instance.excludedAddresses.push_back({*IpNetwork::parse("fd00:77::100/64"), "", ""});
    made.instances = {instance};
    return made;
}

class Strays : public testing::Test
{
protected:
    StrayRules m_rules{cluster()};
    StrayCount m_count{m_rules};
};

} // namespace

TEST(SocketTable, ShowsConnectionsOfBothFamiliesAndTheEnd)
{
    const Connection v4 = connection("10.77.0.2", "10.77.0.9", 50001);
    const Connection v6 = connection("fd00:77::2", "fd00:77::9", 50002);
    Octets datagram = socketMessage(v4, AF_INET, 3);
    for (const Octets &more : {socketMessage(v6, AF_INET6, 3), socketMessage(v4, AF_INET6, 3),
                               socketMessage(v4, AF_INET, 4), netlinkRequest(NLMSG_DONE, 0, 3, {})})
        datagram.insert(datagram.end(), more.begin(), more.end());
    ConnectionsPart part;
    readConnections(datagram, 3, part);
    EXPECT_THAT(part.connections, ElementsAre(v4, v6, v4)) << "the third in its IPv6 dress";
    EXPECT_TRUE(part.last);
    EXPECT_EQ(part.error, 0);
}

TEST(SocketTable, SurvivesEveryCut)
{
    const Octets whole = socketMessage(connection("10.77.0.2", "10.77.0.9"), AF_INET, 3);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        ConnectionsPart part;
        readConnections(std::span(whole).first(length), 3, part);
        EXPECT_THAT(part.connections, IsEmpty()) << length;
    }
}

TEST(SocketTable, TellsTheKernelsError)
{
    nlmsgerr error{};
    error.error = -ENOENT;
    Octets body;
    append(body, error);
    ConnectionsPart part;
    readConnections(netlinkRequest(NLMSG_ERROR, 0, 3, body), 3, part);
    EXPECT_EQ(part.error, ENOENT);
}

TEST(SocketTable, OfThisKernelHasTheConnectionsToAPort)
{
    test::FakeServer server;
    QTcpSocket client;
    client.connectToHost("127.0.0.1", server.port());
    ASSERT_TRUE(test::waitUntil([&] { return server.openConnections() == 1; }));
    std::vector<Connection> found;
    const auto listed = listConnections({server.port()}, {}, 5s, [&](const std::vector<Connection> &some) {
        found.insert(found.end(), some.begin(), some.end());
    });
    ASSERT_TRUE(listed) << describe(listed.error());
    EXPECT_THAT(found, ElementsAre(Connection{ip("127.0.0.1"), ip("127.0.0.1"), server.port(), client.localPort()}));
}

TEST(SocketTable, OfThisKernelLeavesOutTheConnectionsToSomeAddresses)
{
    test::FakeServer server;
    QTcpSocket client;
    client.connectToHost("127.0.0.1", server.port());
    ASSERT_TRUE(test::waitUntil([&] { return server.openConnections() == 1; }));
    const auto countWithout = [&](const std::vector<IpAddress> &except) {
        std::size_t count = 0;
        const auto listed = listConnections({server.port()}, except, 5s,
                                            [&](const std::vector<Connection> &some) { count += some.size(); });
        EXPECT_TRUE(listed) << describe(listed.error());
        return count;
    };
    EXPECT_EQ(countWithout({ip("127.0.0.1")}), 0U);
    EXPECT_EQ(countWithout({ip("10.77.0.100"), ip("fd00::1"), ip("127.0.0.1"), ip("10.77.0.101")}), 0U);
    EXPECT_EQ(countWithout({ip("10.77.0.100"), ip("fd00::1"), ip("10.77.0.101")}), 1U);
    std::vector<IpAddress> many(mostExcepted, ip("fd00::1"));
    many.push_back(ip("127.0.0.1"));
    EXPECT_EQ(countWithout(many), 1U) << "beyond what the kernel is asked";
}

TEST(SocketTable, IsNotWaitedForForEver)
{
    EXPECT_FALSE(listConnections({1}, {}, 0ms, [](const auto &) {}));
}

TEST_F(Strays, AreWhoeverComesFromAnotherHostPastTheVip)
{
    EXPECT_TRUE(m_rules.isStray(connection("10.77.0.2", "10.77.0.9")));
    EXPECT_TRUE(m_rules.isStray(connection("fd00:77::2", "fd00:77::9")));
    EXPECT_FALSE(m_rules.isStray(connection("10.77.0.100", "10.77.0.9"))) << "the VIP";
    EXPECT_FALSE(m_rules.isStray(connection("fd00:77::100", "fd00:77::9"))) << "an excluded VIP is one too";
}

TEST_F(Strays, AreNotTheNodesNorThisHost)
{
    EXPECT_FALSE(m_rules.isStray(connection("10.77.0.2", "10.77.0.1")));
    EXPECT_FALSE(m_rules.isStray(connection("fe80::2", "fe80::1")));
    EXPECT_FALSE(m_rules.isStray(connection("127.0.0.1", "127.0.0.1")));
    EXPECT_FALSE(m_rules.isStray(connection("::1", "::1")));
    EXPECT_FALSE(m_rules.isStray(connection("192.168.1.5", "192.168.1.5"))) << "another address of this host";
    EXPECT_FALSE(m_rules.isStray(connection("10.77.0.2", "10.77.0.100"))) << "from the VIP's holder";
}

TEST_F(Strays, AreCountedByAddressAndListenerMostFirst)
{
    m_count.add({connection("10.77.0.2", "10.77.0.8", 1), connection("10.77.0.2", "10.77.0.9", 2),
                 connection("10.77.0.100", "10.77.0.9", 3)});
    m_count.add({connection("10.77.0.2", "10.77.0.9", 4), connection("10.77.0.2", "10.77.0.9", 5, 4007)});
    EXPECT_EQ(m_count.total(), 4);
    EXPECT_THAT(m_count.clients({}),
                ElementsAre(model::StrayClient{"10.77.0.9", 4006, 2, ""}, model::StrayClient{"10.77.0.8", 4006, 1, ""},
                            model::StrayClient{"10.77.0.9", 4007, 1, ""}));
}

TEST_F(Strays, HaveTheNamesOfTheirOwnSessionsOnly)
{
    m_count.add({connection("10.77.0.2", "10.77.0.9", 2)});
    const auto user = [&](const std::vector<maxscale::Session> &sessions) { return m_count.clients(sessions)[0].user; };
    EXPECT_EQ(user({{"app", "::ffff:10.77.0.9", 2}, {"byVip", "10.77.0.9", 3}, {"other", "10.77.0.8", 2}}), "app");
    EXPECT_EQ(user({{"old", "10.77.0.9", {}}, {"", "10.77.0.9", 2}, {"x", "nonsense", 2}}), "old");
    EXPECT_EQ(user({{"d", "10.77.0.9", {}}, {"c", "10.77.0.9", {}}, {"b", "10.77.0.9", {}}, {"a", "10.77.0.9", {}}}),
              "a, b, c, …");
}

TEST_F(Strays, AreAllCountedButNotAllListed)
{
    for (std::uint32_t i = 0; i < 70'000; ++i) {
        const std::array<std::uint8_t, 4> octets{10, 88, static_cast<std::uint8_t>(i >> 8),
                                                 static_cast<std::uint8_t>(i)};
        m_count.add({{ip("10.77.0.2"), IpAddress::fromOctets(octets), 4006, 1}});
    }
    EXPECT_EQ(m_count.total(), 70'000);
    EXPECT_EQ(m_count.clients({}).size(), StrayCount::mostListed);
}

TEST(StrayAlarmTest, IsRaisedAfterAMinuteAndEndsWithTheLast)
{
    StrayAlarm alarm;
    const Instant begin{1h};
    const std::vector<model::StrayClient> clients{{"10.77.0.9", 4006, 2, "app"}, {"10.77.0.8", 4006, 1, ""}};
    alarm.take(3, begin, 100);
    alarm.take(3, begin + 59s, 159);
    EXPECT_FALSE(alarm.finding(clients));
    alarm.take(std::nullopt, begin + 60s, 160);
    alarm.take(3, begin + 61s, 161);
    const auto finding = alarm.finding(clients);
    ASSERT_TRUE(finding);
    EXPECT_EQ(finding->code, "stray-clients");
    EXPECT_EQ(finding->severity, model::AlarmSeverity::Warning);
    EXPECT_EQ(finding->sinceNs, 100);
    EXPECT_EQ(finding->text, "3 connections reach this node's MaxScale past the VIP: 10.77.0.9 (2, user app), "
                             "10.77.0.8 (1)");
    alarm.take(0, begin + 70s, 170);
    EXPECT_FALSE(alarm.finding({}));
    alarm.take(1, begin + 80s, 180);
    EXPECT_FALSE(alarm.finding({})) << "a new one has its own minute";
}

} // namespace tandem::agent
