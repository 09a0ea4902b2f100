// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/neighbourprobe.h"

#include "daemon/net/linklocal.h"
#include "namespacetest.h"
#include "peernamespace.h"

#include <cerrno>
#include <gmock/gmock.h>

namespace tandem::net::testing {

using ::testing::Contains;
using ::testing::Not;

/// eth0 here, wire0 in another namespace, as two hosts on a wire.
class NeighbourProbeTest : public NamespaceTest, public engine::NeighbourListener
{
protected:
    void SetUp() override
    {
        NamespaceTest::SetUp();
        if (IsSkipped())
            return;
        peer.emplace();
        peer->take("wire0");
        peer->run("ip addr add 10.77.0.2/24 dev wire0 && ip addr add fd00:77::2/64 dev wire0 nodad && "
                  "ip link set wire0 up");
        auto opened = NeighbourProbe::open();
        ASSERT_TRUE(opened.has_value());
        probe.emplace(std::move(*opened));
    }
    void neighbourAnswered(std::string_view interface, const IpAddress &address,
                           const std::array<std::uint8_t, 6> &) override
    {
        answers.push_back(std::string(interface) + " " + address.toString());
    }
    /// Asks again and again: an interface that has just come up may lose the first.
    bool answers4(const IpAddress &target) { return hears(own, target); }
    bool hears(const IpAddress &source, const IpAddress &target)
    {
        const std::string expected = "eth0 " + target.toString();
        return eventually([&] {
            probe->ask("eth0", source, target);
            probe->drain(*this);
            return std::ranges::find(answers, expected) != answers.end();
        });
    }

    const IpAddress own = *IpAddress::parse("10.77.0.1");
    std::optional<PeerNamespace> peer;
    std::optional<NeighbourProbe> probe;
    std::vector<std::string> answers;
};

TEST_F(NeighbourProbeTest, HearsWhoAnswersArpAndNobodyElse)
{
    ASSERT_EQ(probe->ask("eth0", own, *IpAddress::parse("10.77.0.3")), 0);
    EXPECT_TRUE(answers4(*IpAddress::parse("10.77.0.2")));
    EXPECT_THAT(answers, Not(Contains("eth0 10.77.0.3")));
}

TEST_F(NeighbourProbeTest, HearsWhoAnswersASolicitation)
{
    std::optional<IpAddress> source;
    ASSERT_TRUE(eventually([&] { return (source = linkLocalAddress("eth0")).has_value(); }));
    EXPECT_TRUE(hears(*source, *IpAddress::parse("fd00:77::2")));
}

TEST_F(NeighbourProbeTest, AsksOnAnInterfaceThatComesBackUnderAnotherIndex)
{
    ASSERT_TRUE(answers4(*IpAddress::parse("10.77.0.2")));
    run("ip link del eth0");
    EXPECT_EQ(probe->ask("eth0", own, *IpAddress::parse("10.77.0.2")), ENODEV);
    run("ip link add eth0 type veth peer name wire0 && ip addr add 10.77.0.1/24 dev eth0 && ip link set eth0 up");
    peer->take("wire0");
    peer->run("ip addr add 10.77.0.2/24 dev wire0 && ip link set wire0 up");
    answers.clear();
    EXPECT_TRUE(answers4(*IpAddress::parse("10.77.0.2")));
}

TEST_F(NeighbourProbeTest, ReadsTheDefaultGatewayOfTheInterface)
{
    EXPECT_FALSE(probe->gateway("eth0", Family::V4).has_value());
    run("ip route add default via 10.77.0.253 dev eth0 metric 20 && "
        "ip route add default via 10.77.0.254 dev eth0 metric 10");
    EXPECT_EQ(probe->gateway("eth0", Family::V4), IpAddress::parse("10.77.0.254"));
    EXPECT_FALSE(probe->gateway("lo", Family::V4).has_value());
    EXPECT_FALSE(probe->gateway("eth0", Family::V6).has_value());
    run("ip -6 route add default via fe80::9 dev eth0");
    EXPECT_EQ(probe->gateway("eth0", Family::V6), IpAddress::parse("fe80::9"));
}

} // namespace tandem::net::testing
