// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/kernel.h"

#include "namespacetest.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <gmock/gmock.h>
#include <map>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace tandem::net::testing {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class KernelTest : public NamespaceTest, public engine::KernelListener
{
protected:
    void SetUp() override
    {
        NamespaceTest::SetUp();
        if (IsSkipped())
            return;
        auto opened = Kernel::open(board);
        ASSERT_TRUE(opened.has_value());
        kernel = std::move(*opened);
        plan.interface = "eth0";
        plan.source = own;
        plan.vips = {{vip, "eth0", ""}};
        plan.leaseSeconds = 30;
    }
    void prepare()
    {
        ASSERT_TRUE(kernel->watch({"eth0"}).has_value());
        ASSERT_TRUE(kernel->prepare(0, plan).has_value());
    }
    void datagram(std::string_view, const vrrp::Envelope &envelope, std::span<const std::uint8_t> payload) override
    {
        envelopes.push_back(envelope);
        payloads.emplace_back(payload.begin(), payload.end());
    }
    void interfaceChanged(std::string_view name, const engine::InterfaceState &state) override
    {
        interfaces[std::string(name)] = state;
    }
    void vipChanged(engine::Slot, std::size_t, bool there) override { vipChanges.push_back(there); }
    std::vector<std::uint8_t> advert(const IpAddress &destination, int priority = 150) const
    {
        const std::vector<IpAddress> vips{vip};
        return vrrp::encode({3,
                             *VirtualRouterId::of(51),
                             Priority(static_cast<std::uint8_t>(priority)),
                             std::chrono::seconds(1),
                             vips,
                             {}},
                            own, destination);
    }
    /// From the wire's end, as a frame of another router would come. `ttl` is the IP header's.
    void injectAdvert(const std::vector<std::uint8_t> &payload, const IpAddress &sender, std::uint8_t ttl = 255)
    {
        std::vector<std::uint8_t> frame{0x01, 0x00, 0x5e, 0x00, 0x00, 0x12, 0x02, 0, 0, 0, 0, 1, 0x08, 0x00};
        std::vector<std::uint8_t> ip{0x45, 0xc0, 0, 0, 0, 1, 0, 0, ttl, vrrp::protocolNumber, 0, 0};
        ip.insert(ip.end(), sender.octets().begin(), sender.octets().end());
        ip.insert(ip.end(), group.octets().begin(), group.octets().end());
        const std::size_t total = ip.size() + payload.size();
        ip[2] = static_cast<std::uint8_t>(total >> 8U);
        ip[3] = static_cast<std::uint8_t>(total);
        std::uint32_t sum = 0;
        for (std::size_t i = 0; i < ip.size(); i += 2)
            sum += static_cast<std::uint32_t>(ip[i] << 8U | ip[i + 1]);
        sum = (sum >> 16U) + (sum & 0xffffU);
        sum = ~((sum >> 16U) + sum);
        ip[10] = static_cast<std::uint8_t>(sum >> 8U);
        ip[11] = static_cast<std::uint8_t>(sum);
        frame.insert(frame.end(), ip.begin(), ip.end());
        frame.insert(frame.end(), payload.begin(), payload.end());
        const Descriptor sending(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
        sockaddr_ll to{};
        to.sll_family = AF_PACKET;
        to.sll_ifindex = static_cast<int>(if_nametoindex("wire0"));
        to.sll_halen = 6;
        ASSERT_EQ(sendto(sending.get(), frame.data(), frame.size(), 0, reinterpret_cast<sockaddr *>(&to), sizeof to),
                  static_cast<ssize_t>(frame.size()));
    }
    bool drainUntil(const std::function<bool()> &condition)
    {
        return eventually([&] {
            kernel->drain(*this);
            return condition();
        });
    }

    const IpAddress own = *IpAddress::parse("10.77.0.1");
    const IpAddress peer = *IpAddress::parse("10.77.0.2");
    const IpAddress vip = *IpAddress::parse("10.77.0.100");
    const IpAddress group = vrrp::multicastGroup(Family::V4);
    LeaseBoard board;
    std::unique_ptr<Kernel> kernel;
    engine::InstancePlan plan;
    std::vector<vrrp::Envelope> envelopes;
    std::vector<std::vector<std::uint8_t>> payloads;
    std::map<std::string, engine::InterfaceState> interfaces;
    std::vector<bool> vipChanges;
};

TEST_F(KernelTest, AdvertsReachTheOtherEndWithTtl255AndCs6FromTheNodesAddress)
{
    run("ip addr add 10.77.0.50/24 dev eth0"); // another address is not taken as the source
    prepare();
    const Descriptor wire = listenOnWire();
    ASSERT_EQ(kernel->sendAdvert(0, advert(group), group, false), 0);
    std::vector<std::uint8_t> packet;
    ASSERT_TRUE(eventually([&] {
        for (const auto &frame : heard(wire)) {
            if (frame.octets.size() > 34 && frame.octets[12] == 0x08 && frame.octets[23] == vrrp::protocolNumber)
                packet.assign(frame.octets.begin() + 14, frame.octets.end());
        }
        return !packet.empty();
    }));
    EXPECT_EQ(packet[1], 0xc0);
    EXPECT_EQ(packet[8], 255);
    vrrp::Envelope envelope;
    envelope.source = IpAddress::fromOctets(std::span<const std::uint8_t, 4>(packet.data() + 12, 4));
    envelope.destination = IpAddress::fromOctets(std::span<const std::uint8_t, 4>(packet.data() + 16, 4));
    envelope.hopLimit = packet[8];
    EXPECT_EQ(envelope.source, own);
    EXPECT_EQ(envelope.destination, group);
    const auto decoded = vrrp::decode(std::span(packet).subspan(20), envelope);
    ASSERT_TRUE(decoded.advert.has_value());
    EXPECT_EQ(decoded.advert->priority.value(), 150);
    EXPECT_TRUE(decoded.advert->addresses.sameSetAs(std::vector{vip}));
    EXPECT_EQ(board.slots[0].adverts.load(), 1U);
}

TEST_F(KernelTest, AResignationDoesNotRenewTheLease)
{
    prepare();
    ASSERT_EQ(kernel->sendAdvert(0, advert(group, 0), group, true), 0);
    EXPECT_EQ(board.slots[0].adverts.load(), 0U);
}

TEST_F(KernelTest, DoesNotHearItsOwnMulticast)
{
    prepare();
    ASSERT_EQ(kernel->sendAdvert(0, advert(group), group, false), 0);
    injectAdvert(advert(group), peer);
    ASSERT_TRUE(drainUntil([this] { return !envelopes.empty(); }));
    ASSERT_EQ(envelopes.size(), 1U);
    EXPECT_EQ(envelopes[0].source, peer);
}

TEST_F(KernelTest, HandsOnWhatTheIpHeaderSays)
{
    prepare();
    injectAdvert(advert(group), peer, 7);
    ASSERT_TRUE(drainUntil([this] { return !envelopes.empty(); }));
    EXPECT_EQ(envelopes[0].hopLimit, 7);
    EXPECT_EQ(envelopes[0].destination, group);
    EXPECT_TRUE(envelopes[0].multicast);
    EXPECT_EQ(payloads[0], advert(group));
}

TEST_F(KernelTest, AnEmptyDatagramIsNotTheEndOfTheSocket)
{
    prepare();
    injectAdvert({}, peer);
    injectAdvert(advert(group), peer);
    ASSERT_TRUE(drainUntil([this] { return payloads.size() == 2; }));
    EXPECT_THAT(payloads[0], IsEmpty());
    EXPECT_EQ(payloads[1], advert(group));
}

TEST_F(KernelTest, AnnouncesEachVipByRequestAndReply)
{
    plan.vips.push_back({*IpAddress::parse("10.77.0.101"), "eth0", ""});
    prepare();
    const Descriptor wire = listenOnWire();
    ASSERT_EQ(kernel->announce(0), 0);
    std::vector<std::pair<int, std::string>> seen;
    ASSERT_TRUE(eventually([&] {
        for (const auto &[octets] : heard(wire)) {
            if (octets.size() < 42 || octets[12] != 0x08 || octets[13] != 0x06 || octets[0] != 0xff)
                continue;
            const auto sender = IpAddress::fromOctets(std::span<const std::uint8_t, 4>(octets.data() + 28, 4));
            const auto target = IpAddress::fromOctets(std::span<const std::uint8_t, 4>(octets.data() + 38, 4));
            EXPECT_EQ(sender, target);
            EXPECT_TRUE(std::equal(octets.begin() + 6, octets.begin() + 12, octets.begin() + 22));
            seen.emplace_back(octets[21], sender.toString());
        }
        return seen.size() >= 4;
    }));
    EXPECT_THAT(seen, ::testing::UnorderedElementsAre(std::pair(1, "10.77.0.100"), std::pair(2, "10.77.0.100"),
                                                      std::pair(1, "10.77.0.101"), std::pair(2, "10.77.0.101")));
}

TEST_F(KernelTest, ItsOwnAddingAndRemovingIsNoNews)
{
    prepare();
    ASSERT_EQ(kernel->addAddresses(0), 0);
    EXPECT_TRUE(kernel->vipThere(0, 0));
    EXPECT_TRUE(board.slots[0].held());
    ASSERT_EQ(kernel->removeAddresses(0), 0);
    EXPECT_FALSE(board.slots[0].held());
    kernel->drain(*this);
    EXPECT_THAT(vipChanges, IsEmpty());
}

TEST_F(KernelTest, TellsWhenSomebodyElseRemovesAVip)
{
    prepare();
    ASSERT_EQ(kernel->addAddresses(0), 0);
    run("ip addr del 10.77.0.100/32 dev eth0");
    ASSERT_TRUE(drainUntil([this] { return !vipChanges.empty(); }));
    EXPECT_EQ(vipChanges, std::vector{false});
    EXPECT_FALSE(kernel->vipThere(0, 0));
}

TEST_F(KernelTest, LeavesTheOwnersAddressesAlone)
{
    plan.ownsAddresses = true;
    prepare();
    EXPECT_EQ(kernel->addAddresses(0), 0);
    EXPECT_THAT(addresses("eth0"), ::testing::Not(HasSubstr("10.77.0.100")));
}

TEST_F(KernelTest, FollowsTheCarrier)
{
    prepare();
    EXPECT_EQ(kernel->interfaceState("eth0"), (engine::InterfaceState{true, true}));
    run("ip link set wire0 down");
    ASSERT_TRUE(drainUntil([this] { return interfaces.count("eth0") && !interfaces["eth0"].up; }));
    EXPECT_TRUE(interfaces["eth0"].present);
    run("ip link set wire0 up");
    ASSERT_TRUE(drainUntil([this] { return interfaces["eth0"].up; }));
}

TEST_F(KernelTest, WorksOnAnInterfaceThatComesBackUnderAnotherIndex)
{
    prepare();
    run("ip link del eth0");
    ASSERT_TRUE(drainUntil([this] { return interfaces.count("eth0") && !interfaces["eth0"].present; }));
    EXPECT_EQ(kernel->sendAdvert(0, advert(group), group, false), ENODEV);
    EXPECT_EQ(kernel->interfaceState("eth0").present, false);
    run("ip link add dummyindex type veth peer name dummyother");
    run("ip link add eth0 type veth peer name wire0 && ip addr add 10.77.0.1/24 dev eth0");
    run("ip link set eth0 up && ip link set wire0 up");
    ASSERT_TRUE(drainUntil([this] { return interfaces["eth0"].up; }));
    run("ip link del dummyindex");
    EXPECT_EQ(kernel->sendAdvert(0, advert(group), group, false), 0);
    EXPECT_EQ(kernel->addAddresses(0), 0);
    EXPECT_THAT(addresses("eth0"), HasSubstr("10.77.0.100"));
    injectAdvert(advert(group), peer);
    EXPECT_TRUE(drainUntil([this] { return !envelopes.empty(); })) << "the group was joined anew";
}

TEST_F(KernelTest, SweepsOnlyWhatItMayHavePutThere)
{
    run("ip addr add 10.77.0.100/32 dev eth0 valid_lft 100 preferred_lft 100"); // leased: ours
    run("ip addr add 10.77.0.101/32 dev eth0");                                 // in the record: ours
    run("ip addr add 10.77.0.102/32 dev eth0");                                 // a VIP of the file, by somebody's hand
    run("ip addr add 10.77.0.103/32 dev eth0 valid_lft 100 preferred_lft 100"); // no VIP of the file
    const auto place = [](const char *text) { return engine::VipPlace{"eth0", *IpAddress::parse(text)}; };
    const auto lines = kernel->sweep({place("10.77.0.100"), place("10.77.0.102")}, {place("10.77.0.101")});
    ASSERT_TRUE(lines.has_value());
    EXPECT_EQ(lines->size(), 3U);
    const std::string left = addresses("eth0");
    EXPECT_THAT(left, ::testing::Not(HasSubstr("10.77.0.100")));
    EXPECT_THAT(left, ::testing::Not(HasSubstr("10.77.0.101")));
    EXPECT_THAT(left, HasSubstr("10.77.0.102"));
    EXPECT_THAT(left, HasSubstr("10.77.0.103"));
}

TEST_F(KernelTest, SeesTheLinksAgainWhenNotificationsWereLost)
{
    prepare();
    ASSERT_EQ(kernel->addAddresses(0), 0);
    // More than the notifications' buffer holds.
    std::string batch;
    for (int i = 0; i < 2000; ++i)
        batch += "addr add 10.78.0.1/32 dev eth0\naddr del 10.78.0.1/32 dev eth0\n";
    batch += "addr del 10.77.0.100/32 dev eth0\nlink set wire0 down\n";
    FILE *pipe = popen("ip -batch -", "w");
    fputs(batch.c_str(), pipe);
    ASSERT_EQ(pclose(pipe), 0);
    ASSERT_TRUE(drainUntil([this] { return interfaces.count("eth0") && !interfaces["eth0"].up; }));
    EXPECT_EQ(vipChanges, std::vector{false});
}

} // namespace tandem::net::testing
