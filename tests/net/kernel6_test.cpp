// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/linklocal.h"
#include "kerneltest.h"

#include <cerrno>
#include <gmock/gmock.h>
#include <netinet/in.h>

namespace tandem::net::testing {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// An IPv6 instance beside the IPv4 one; wire0 is in the same namespace.
class Kernel6Test : public KernelTest
{
protected:
    void SetUp() override
    {
        KernelTest::SetUp();
        if (IsSkipped())
            return;
        ASSERT_TRUE(eventually([this] { return (linkLocal = linkLocalAddress("eth0")).has_value(); }));
        ASSERT_TRUE(eventually([this] { return (wireLocal = linkLocalAddress("wire0")).has_value(); }));
        plan6 = plan;
        plan6.source = *linkLocal;
        plan6.vips = {{vip6, "eth0", ""}};
    }
    void prepareBoth()
    {
        prepare();
        ASSERT_TRUE(kernel->prepare(6, plan6).has_value());
    }
    std::vector<std::uint8_t> advert6(const IpAddress &source) const
    {
        const std::vector vips{vip6};
        return vrrp::encode({3, *VirtualRouterId::of(52), Priority(100), std::chrono::seconds(1), vips, {}}, source,
                            group6);
    }
    static std::string addresses6() { return run("ip -6 -j addr show dev eth0"); }

    const IpAddress vip6 = *IpAddress::parse("fd00:77::100");
    const IpAddress group6 = vrrp::multicastGroup(Family::V6);
    std::optional<IpAddress> linkLocal, wireLocal;
    engine::InstancePlan plan6;
};

TEST_F(Kernel6Test, HearsBothFamiliesOfAnInterface)
{
    prepareBoth();
    injectAdvert(advert(group), peer);
    auto wire = PacketSocket::openForSending("wire0", static_cast<int>(if_nametoindex("wire0")), Family::V6);
    ASSERT_TRUE(wire.has_value());
    ASSERT_EQ(wire->send(advert6(*wireLocal), *wireLocal, group6), 0);
    ASSERT_TRUE(drainUntil([this] { return envelopes.size() == 2; }));
    const auto &six = envelopes[0].source.family() == Family::V6 ? envelopes[0] : envelopes[1];
    const auto &four = envelopes[0].source.family() == Family::V4 ? envelopes[0] : envelopes[1];
    EXPECT_EQ(six.source, *wireLocal);
    EXPECT_EQ(six.destination, group6);
    EXPECT_EQ(four.source, peer);
}

TEST_F(Kernel6Test, SendsFromTheLinkLocalAddressAndCountsTheAdvert)
{
    prepareBoth();
    const Descriptor wire = listenOnWire();
    ASSERT_EQ(kernel->sendAdvert(6, advert6(*linkLocal), group6, false), 0);
    EXPECT_EQ(board.slots[6].adverts.load(), 1U);
    IpAddress source;
    ASSERT_TRUE(eventually([&] {
        for (const auto &[octets] : heard(wire)) {
            if (octets.size() > 54 && octets[12] == 0x86 && octets[13] == 0xdd && octets[20] == vrrp::protocolNumber)
                source = IpAddress::fromOctets(std::span<const std::uint8_t, 16>(octets.data() + 22, 16));
        }
        return !source.isUnspecified();
    }));
    EXPECT_EQ(source, *linkLocal);
    plan6.source = {};
    ASSERT_TRUE(kernel->prepare(6, plan6).has_value());
    EXPECT_EQ(kernel->sendAdvert(6, advert6(*linkLocal), group6, false), EADDRNOTAVAIL);
}

TEST_F(Kernel6Test, ItsOwnAddingAndRemovingIsNoNewsHoweverQuick)
{
    prepareBoth();
    for (int i = 0; i < 3; ++i) {
        ASSERT_EQ(kernel->addAddresses(6), 0);
        ASSERT_EQ(kernel->removeAddresses(6), 0);
    }
    ASSERT_EQ(kernel->addAddresses(6), 0);
    EXPECT_TRUE(kernel->vipThere(6, 0));
    run("ip addr add 10.77.0.100/32 dev eth0"); // what comes behind it has been read, too
    ASSERT_TRUE(drainUntil([this] { return !vipChanges.empty(); }));
    EXPECT_EQ(vipPlaces, (std::vector<std::pair<engine::Slot, std::size_t>>{{0, 0}}));
    EXPECT_TRUE(kernel->vipThere(6, 0));
}

TEST_F(Kernel6Test, TellsWhenSomebodyElseRemovesAVip)
{
    prepareBoth();
    ASSERT_EQ(kernel->addAddresses(6), 0);
    run("ip addr del fd00:77::100/128 dev eth0");
    ASSERT_TRUE(drainUntil([this] { return !vipChanges.empty(); }));
    EXPECT_EQ(vipPlaces, (std::vector<std::pair<engine::Slot, std::size_t>>{{6, 0}}));
    EXPECT_FALSE(kernel->vipThere(6, 0));
    ASSERT_EQ(kernel->addAddresses(6), 0);
    EXPECT_THAT(addresses6(), HasSubstr("fd00:77::100"));
}

TEST_F(Kernel6Test, AnnouncesByANeighbourAdvertisementThatTheNeighbourBelieves)
{
    prepareBoth();
    const Descriptor wire = listenOnWire();
    ASSERT_EQ(kernel->announce(6), 0);
    std::vector<std::uint8_t> frame;
    ASSERT_TRUE(eventually([&] {
        for (const auto &[octets] : heard(wire)) {
            if (octets.size() == 86 && octets[20] == IPPROTO_ICMPV6 && octets[54] == 136)
                frame = octets;
        }
        return !frame.empty();
    }));
    EXPECT_EQ(IpAddress::fromOctets(std::span<const std::uint8_t, 16>(frame.data() + 22, 16)), vip6);
    EXPECT_TRUE(std::equal(frame.begin() + 6, frame.begin() + 12, frame.begin() + 80)) << "the sender's own address";
}

TEST_F(Kernel6Test, WorksOnAnInterfaceThatComesBackUnderAnotherIndex)
{
    prepareBoth();
    ASSERT_EQ(kernel->addAddresses(6), 0);
    run("ip link del eth0");
    ASSERT_TRUE(drainUntil([this] { return interfaces.count("eth0") && !interfaces["eth0"].present; }));
    EXPECT_FALSE(kernel->vipThere(6, 0));
    EXPECT_EQ(kernel->sendAdvert(6, advert6(*linkLocal), group6, false), ENODEV);
    run("ip link add dummyindex type veth peer name dummyother");
    run("ip link add eth0 type veth peer name wire0 && ip link set eth0 up && ip link set wire0 up");
    ASSERT_TRUE(drainUntil([this] { return interfaces["eth0"].up; }));
    run("ip link del dummyindex");
    ASSERT_TRUE(
        eventually([this] { return (plan6.source = linkLocalAddress("eth0").value_or(IpAddress{})) != IpAddress{}; }));
    ASSERT_TRUE(kernel->prepare(6, plan6).has_value());
    EXPECT_EQ(kernel->sendAdvert(6, advert6(plan6.source), group6, false), 0);
    EXPECT_EQ(kernel->addAddresses(6), 0);
    EXPECT_THAT(addresses6(), HasSubstr("fd00:77::100"));
    ASSERT_TRUE(eventually([this] { return (wireLocal = linkLocalAddress("wire0")).has_value(); }));
    auto wire = PacketSocket::openForSending("wire0", static_cast<int>(if_nametoindex("wire0")), Family::V6);
    ASSERT_EQ(wire->send(advert6(*wireLocal), *wireLocal, group6), 0);
    EXPECT_TRUE(drainUntil([this] { return !envelopes.empty(); })) << "the group was joined anew";
}

TEST_F(Kernel6Test, SeesAddressesAgainWhenNotificationsWereLost)
{
    kernel = std::move(*Kernel::open(board, 4096));
    prepareBoth();
    ASSERT_EQ(kernel->addAddresses(6), 0);
    ASSERT_EQ(kernel->removeAddresses(6), 0);
    ASSERT_EQ(kernel->addAddresses(6), 0);
    std::string batch;
    for (int i = 0; i < 200; ++i)
        batch += "addr add 10.78.0.1/32 dev eth0\naddr del 10.78.0.1/32 dev eth0\n";
    batch += "addr del fd00:77::100/128 dev eth0\n";
    FILE *pipe = popen("ip -batch -", "w");
    fputs(batch.c_str(), pipe);
    ASSERT_EQ(pclose(pipe), 0);
    ASSERT_TRUE(drainUntil([this] { return !vipChanges.empty(); }));
    EXPECT_EQ(vipPlaces, (std::vector<std::pair<engine::Slot, std::size_t>>{{6, 0}}));
    ASSERT_EQ(kernel->addAddresses(6), 0);
    run("ip addr del fd00:77::100/128 dev eth0");
    EXPECT_TRUE(drainUntil([this] { return vipChanges.size() == 2; })) << "no removal is taken for its own";
}

} // namespace tandem::net::testing
