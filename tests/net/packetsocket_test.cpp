// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/packetsocket.h"

#include "daemon/net/linklocal.h"
#include "namespacetest.h"
#include "peernamespace.h"

#include <arpa/inet.h>
#include <cstring>
#include <gmock/gmock.h>
#include <net/if.h>
#include <netinet/in.h>

namespace tandem::net::testing {

using ::testing::IsEmpty;

namespace {

std::vector<std::uint8_t> ipv4(std::size_t headerWords, std::size_t payload)
{
    std::vector<std::uint8_t> datagram(headerWords * 4 + payload, 0xaa);
    datagram[0] = static_cast<std::uint8_t>(0x40U | headerWords);
    datagram[8] = 255;
    std::copy_n(std::begin({10, 77, 0, 2}), 4, datagram.begin() + 12);
    std::copy_n(std::begin({224, 0, 0, 18}), 4, datagram.begin() + 16);
    return datagram;
}

/// Control messages as the kernel lays them out.
class Control
{
public:
    template <class Value>
    void add(int level, int type, const Value &value, std::size_t size = sizeof(Value))
    {
        const std::size_t at = m_octets.size();
        m_octets.resize(at + CMSG_SPACE(sizeof value));
        cmsghdr header{};
        header.cmsg_level = level;
        header.cmsg_type = type;
        header.cmsg_len = CMSG_LEN(size);
        std::memcpy(m_octets.data() + at, &header, sizeof header);
        std::memcpy(m_octets.data() + at + CMSG_LEN(0), &value, sizeof value);
    }
    bool read(vrrp::Envelope &envelope)
    {
        msghdr message{};
        message.msg_control = m_octets.data();
        message.msg_controllen = m_octets.size();
        return readIpv6Control(message, envelope);
    }

private:
    std::vector<char> m_octets;
};

in6_pktinfo destinedFor(const char *address)
{
    in6_pktinfo info{};
    inet_pton(AF_INET6, address, &info.ipi6_addr);
    return info;
}

} // namespace

TEST(SplitIpv4, HandsOnWhatStandsInTheHeader)
{
    vrrp::Envelope envelope;
    const auto datagram = ipv4(5, 12);
    const auto payload = splitIpv4(datagram, envelope);
    EXPECT_EQ(payload.size(), 12U);
    EXPECT_EQ(payload.data(), datagram.data() + 20);
    EXPECT_EQ(envelope.source.toString(), "10.77.0.2");
    EXPECT_EQ(envelope.destination.toString(), "224.0.0.18");
    EXPECT_EQ(envelope.hopLimit, 255);
    EXPECT_TRUE(envelope.multicast);
}

TEST(SplitIpv4, SkipsOptions)
{
    vrrp::Envelope envelope;
    EXPECT_EQ(splitIpv4(ipv4(15, 3), envelope).size(), 3U);
}

TEST(SplitIpv4, OfWhatIsNoWholeHeaderNothingIsHandedOn)
{
    vrrp::Envelope envelope;
    const auto whole = ipv4(15, 0);
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_THAT(splitIpv4(std::span(whole).first(size), envelope), IsEmpty()) << size;
    auto wrong = ipv4(5, 12);
    wrong[0] = 0x44; // a header of 16 octets
    EXPECT_THAT(splitIpv4(wrong, envelope), IsEmpty());
    wrong[0] = 0x65; // version 6
    EXPECT_THAT(splitIpv4(wrong, envelope), IsEmpty());
}

TEST(Ipv6Control, TellsDestinationAndHopLimitInWhateverOrder)
{
    for (const bool limitFirst : {true, false}) {
        Control control;
        if (limitFirst)
            control.add(IPPROTO_IPV6, IPV6_HOPLIMIT, 254);
        control.add(SOL_SOCKET, SO_TIMESTAMP, 1L);
        control.add(IPPROTO_IPV6, IPV6_PKTINFO, destinedFor("ff02::12"));
        if (!limitFirst)
            control.add(IPPROTO_IPV6, IPV6_HOPLIMIT, 254);
        vrrp::Envelope envelope;
        ASSERT_TRUE(control.read(envelope));
        EXPECT_EQ(envelope.destination.toString(), "ff02::12");
        EXPECT_EQ(envelope.hopLimit, 254);
        EXPECT_TRUE(envelope.multicast);
    }
    Control unicast;
    unicast.add(IPPROTO_IPV6, IPV6_HOPLIMIT, 64);
    unicast.add(IPPROTO_IPV6, IPV6_PKTINFO, destinedFor("fe80::1"));
    vrrp::Envelope envelope;
    ASSERT_TRUE(unicast.read(envelope));
    EXPECT_FALSE(envelope.multicast);
}

TEST(Ipv6Control, WithoutBothTheDatagramIsNotBelieved)
{
    vrrp::Envelope envelope;
    EXPECT_FALSE(Control().read(envelope));
    Control limitOnly;
    limitOnly.add(IPPROTO_IPV6, IPV6_HOPLIMIT, 255);
    EXPECT_FALSE(limitOnly.read(envelope));
    Control addressOnly;
    addressOnly.add(IPPROTO_IPV6, IPV6_PKTINFO, destinedFor("ff02::12"));
    EXPECT_FALSE(addressOnly.read(envelope));
    Control shortOne;
    shortOne.add(IPPROTO_IPV6, IPV6_HOPLIMIT, 255);
    shortOne.add(IPPROTO_IPV6, IPV6_PKTINFO, destinedFor("ff02::12"), 4);
    EXPECT_FALSE(shortOne.read(envelope));
    Control absurd;
    absurd.add(IPPROTO_IPV6, IPV6_HOPLIMIT, 256);
    absurd.add(IPPROTO_IPV6, IPV6_PKTINFO, destinedFor("ff02::12"));
    EXPECT_FALSE(absurd.read(envelope));
}

/// Two hosts with a namespace each on one wire.
class PacketSocketTest : public NamespaceTest
{
protected:
    struct Heard
    {
        vrrp::Envelope envelope;
        std::vector<std::uint8_t> payload;
    };
    void SetUp() override
    {
        NamespaceTest::SetUp();
        if (IsSkipped())
            return;
        peer.emplace();
        peer->take("wire0");
        peer->run("ip link set wire0 up");
        peer->inside([this] {
            wireIndex = static_cast<int>(if_nametoindex("wire0"));
            ASSERT_TRUE(eventually([this] { return (there = linkLocalAddress("wire0")).has_value(); }));
        });
        ASSERT_TRUE(eventually([this] { return (here = linkLocalAddress("eth0")).has_value(); }));
    }
    void TearDown() override
    {
        NamespaceTest::TearDown(); // the wire first: it goes with the peer, but later
        peer.reset();
    }
    PacketSocket opened() const
    {
        return std::move(*PacketSocket::open("eth0", static_cast<int>(if_nametoindex("eth0")), Family::V6));
    }
    PacketSocket peerOpened() const
    {
        std::optional<PacketSocket> socket;
        peer->inside([&] { socket = std::move(*PacketSocket::open("wire0", wireIndex, Family::V6)); });
        return std::move(*socket);
    }
    static std::vector<Heard> hear(PacketSocket &socket)
    {
        std::vector<Heard> heard;
        socket.receive([&](const vrrp::Envelope &envelope, std::span<const std::uint8_t> payload) {
            heard.push_back({envelope, {payload.begin(), payload.end()}});
        });
        return heard;
    }
    static std::vector<Heard> waitFor(PacketSocket &socket)
    {
        std::vector<Heard> heard;
        eventually([&] { return !(heard = hear(socket)).empty(); });
        return heard;
    }
    std::vector<std::uint8_t> advert(const IpAddress &destination) const
    {
        const std::vector vips{*IpAddress::parse("fd00:77::100")};
        return vrrp::encode({3, *VirtualRouterId::of(52), Priority(150), std::chrono::seconds(1), vips, {}}, *here,
                            destination);
    }

    std::optional<PeerNamespace> peer;
    int wireIndex = 0;
    std::optional<IpAddress> here, there;
    const IpAddress group = vrrp::multicastGroup(Family::V6);
};

TEST_F(PacketSocketTest, Ipv6AdvertsReachTheGroupWithHopLimit255AndTheirChecksumAsSent)
{
    auto sender = opened();
    auto receiver = peerOpened();
    const auto sent = advert(group);
    ASSERT_EQ(sender.send(sent, *here, group), 0);
    const auto heard = waitFor(receiver);
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard[0].payload, sent);
    EXPECT_EQ(heard[0].envelope.source, *here);
    EXPECT_EQ(heard[0].envelope.destination, group);
    EXPECT_EQ(heard[0].envelope.hopLimit, 255);
    EXPECT_TRUE(heard[0].envelope.multicast);
    EXPECT_TRUE(vrrp::decode(heard[0].payload, heard[0].envelope).advert.has_value());
    EXPECT_THAT(hear(sender), IsEmpty()) << "its own multicast does not come back";
}

TEST_F(PacketSocketTest, Ipv6AdvertsReachAPeerByUnicast)
{
    auto sender = opened();
    auto receiver = peerOpened();
    ASSERT_EQ(sender.send(advert(*there), *here, *there), 0);
    const auto heard = waitFor(receiver);
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard[0].envelope.destination, *there);
    EXPECT_EQ(heard[0].envelope.hopLimit, 255);
    EXPECT_FALSE(heard[0].envelope.multicast);
}

TEST_F(PacketSocketTest, Ipv6AdvertsCarryTrafficClassCs6)
{
    Descriptor wire;
    peer->inside([&] { wire = listenOnWire(); });
    auto sender = opened();
    ASSERT_EQ(sender.send(advert(group), *here, group), 0);
    int trafficClass = -1;
    ASSERT_TRUE(eventually([&] {
        for (const auto &[octets] : NamespaceTest::heard(wire)) {
            if (octets.size() > 54 && octets[12] == 0x86 && octets[13] == 0xdd && octets[20] == vrrp::protocolNumber)
                trafficClass = (octets[14] & 0x0f) << 4 | octets[15] >> 4;
        }
        return trafficClass >= 0;
    }));
    EXPECT_EQ(trafficClass, 0xc0);
}

TEST_F(PacketSocketTest, AnEmptyIpv6DatagramIsNotTheEndOfTheSocket)
{
    auto sender = opened();
    auto receiver = peerOpened();
    ASSERT_EQ(sender.send({}, *here, group), 0);
    ASSERT_EQ(sender.send(advert(group), *here, group), 0);
    std::vector<Heard> heard;
    ASSERT_TRUE(eventually([&] {
        for (auto &one : hear(receiver))
            heard.push_back(one);
        return heard.size() == 2;
    }));
    EXPECT_THAT(heard[0].payload, IsEmpty());
    EXPECT_EQ(heard[1].payload, advert(group));
}

TEST_F(PacketSocketTest, ASocketThatOnlySendsHearsNothing)
{
    auto deaf = PacketSocket::openForSending("eth0", static_cast<int>(if_nametoindex("eth0")), Family::V6);
    ASSERT_TRUE(deaf.has_value());
    auto hearing = opened();
    auto sender = peerOpened();
    ASSERT_EQ(sender.send(advert(group), *there, group), 0);
    ASSERT_EQ(waitFor(hearing).size(), 1U);
    EXPECT_THAT(hear(*deaf), IsEmpty());
    auto receiver = peerOpened();
    ASSERT_EQ(deaf->send(advert(group), *here, group), 0);
    EXPECT_EQ(waitFor(receiver).size(), 1U);
}

TEST_F(PacketSocketTest, OnlyAnAddressOfItsFamilyIsSentFrom)
{
    auto sender = opened();
    EXPECT_EQ(sender.send(advert(group), *IpAddress::parse("10.77.0.1"), group), EAFNOSUPPORT);
}

} // namespace tandem::net::testing
