// SPDX-License-Identifier: GPL-3.0-or-later
#include "kerneltest.h"

#include <cerrno>
#include <gmock/gmock.h>
#include <netinet/in.h>

namespace tandem::net::testing {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

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

TEST_F(KernelTest, RenewsByItselfWhileAskedToAndNoLonger)
{
    plan.leaseSeconds = 2;
    prepare();
    ASSERT_EQ(kernel->addAddresses(0), 0);
    auto lister = AddressManager::open();
    ASSERT_TRUE(lister.has_value());
    const auto remaining = [&] {
        const auto addresses = lister->list();
        const auto found = std::find_if(addresses->begin(), addresses->end(),
                                        [this](const KernelAddress &known) { return known.address == vip; });
        return found == addresses->end() ? 0U : found->validSeconds;
    };
    ASSERT_TRUE(eventually([&] { return remaining() < 2; }));
    ASSERT_TRUE(kernel->renewLeases(true).has_value());
    EXPECT_TRUE(eventually([&] {
        board.slots[0].adverts.fetch_add(1);
        return remaining() == 2;
    }));
    ASSERT_TRUE(kernel->renewLeases(false).has_value());
    EXPECT_TRUE(eventually([&] {
        board.slots[0].adverts.fetch_add(1);
        return remaining() == 0;
    }));
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

TEST_F(KernelTest, SeesLinksAndAddressesAgainWhenNotificationsWereLost)
{
    kernel = std::move(*Kernel::open(board, 4096)); // room for a handful
    plan.vips.push_back({*IpAddress::parse("10.77.0.101"), "eth0", ""});
    prepare();
    ASSERT_EQ(kernel->addAddresses(0), 0);
    std::string batch;
    for (int i = 0; i < 200; ++i)
        batch += "addr add 10.78.0.1/32 dev eth0\naddr del 10.78.0.1/32 dev eth0\n";
    batch += "addr del 10.77.0.100/32 dev eth0\nlink set wire0 down\n";
    FILE *pipe = popen("ip -batch -", "w");
    fputs(batch.c_str(), pipe);
    ASSERT_EQ(pclose(pipe), 0);
    ASSERT_TRUE(drainUntil([this] { return interfaces.count("eth0") && !interfaces["eth0"].up; }));
    EXPECT_EQ(vipChanges, std::vector{false});
    EXPECT_FALSE(kernel->vipThere(0, 0));
    EXPECT_TRUE(kernel->vipThere(0, 1));
}

TEST_F(KernelTest, AStormOfOtherPeoplesInterfacesIsNoNews)
{
    prepare();
    ASSERT_EQ(kernel->addAddresses(0), 0);
    std::string batch;
    for (int i = 0; i < 300; ++i)
        batch += "link add br" + std::to_string(i) + " type bridge\n";
    for (int i = 0; i < 300; ++i)
        batch += "link del br" + std::to_string(i) + "\n";
    FILE *pipe = popen("ip -batch -", "w");
    fputs(batch.c_str(), pipe);
    ASSERT_EQ(pclose(pipe), 0);
    run("ip addr del 10.77.0.100/32 dev eth0");
    ASSERT_TRUE(drainUntil([this] { return !vipChanges.empty(); }));
    EXPECT_EQ(vipChanges, std::vector{false});
    EXPECT_THAT(interfaces, IsEmpty());
}

TEST_F(KernelTest, FollowsAnInterfaceThatIsRenamedAway)
{
    prepare();
    run("ip link set eth0 down && ip link set eth0 name away0");
    ASSERT_TRUE(drainUntil([this] { return interfaces.count("eth0") && !interfaces["eth0"].present; }));
    EXPECT_EQ(kernel->sendAdvert(0, advert(group), group, false), ENODEV);
    run("ip link set away0 name eth0 && ip link set eth0 up");
    ASSERT_TRUE(drainUntil([this] { return interfaces["eth0"].up; }));
    EXPECT_EQ(kernel->sendAdvert(0, advert(group), group, false), 0);
}

TEST_F(KernelTest, JoinsTheGroupAgainWhenTheCarrierReturns)
{
    const Descriptor wire = listenOnWire();
    int reports = 0; // of IGMPv3 that name 224.0.0.18
    const auto reported = [&](int enough) {
        return drainUntil([&] {
            for (const auto &[octets] : heard(wire)) {
                const std::string text(octets.begin(), octets.end());
                if (octets.size() > 34 && octets[12] == 0x08 && octets[23] == IPPROTO_IGMP &&
                    text.find(std::string("\xe0\x00\x00\x12", 4), 34) != std::string::npos)
                    ++reports;
            }
            return reports >= enough;
        });
    };
    prepare();
    ASSERT_TRUE(reported(2)) << "as often as the kernel says it of its own accord (RFC 3376 8.1)";
    run("ip link set wire0 down");
    ASSERT_TRUE(drainUntil([this] { return interfaces.count("eth0") && !interfaces["eth0"].up; }));
    run("ip link set wire0 up");
    ASSERT_TRUE(drainUntil([this] { return interfaces["eth0"].up; }));
    EXPECT_TRUE(reported(3));
}

TEST_F(KernelTest, WithoutASourceNothingIsSentButTheWireIsHeard)
{
    plan.source = {};
    prepare();
    EXPECT_EQ(kernel->sendAdvert(0, advert(group), group, false), EADDRNOTAVAIL);
    EXPECT_EQ(board.slots[0].adverts.load(), 0U);
    injectAdvert(advert(group), peer);
    EXPECT_TRUE(drainUntil([this] { return !envelopes.empty(); }));
}

TEST_F(KernelTest, RetiresTheVipsThatTheNextPlanHasNot)
{
    plan.vips.push_back({*IpAddress::parse("10.77.0.101"), "eth0", ""});
    prepare();
    ASSERT_EQ(kernel->addAddresses(0), 0);
    auto next = plan;
    next.vips.erase(next.vips.begin());
    ASSERT_EQ(kernel->retire(0, next), 0);
    ASSERT_TRUE(kernel->prepare(0, next).has_value());
    EXPECT_THAT(addresses("eth0"), ::testing::Not(HasSubstr("10.77.0.100")));
    EXPECT_THAT(addresses("eth0"), HasSubstr("10.77.0.101"));
    EXPECT_TRUE(kernel->vipThere(0, 0));
    EXPECT_TRUE(board.slots[0].held());
    kernel->drain(*this);
    EXPECT_THAT(vipChanges, IsEmpty());
    next.ownsAddresses = true;
    ASSERT_EQ(kernel->retire(0, next), 0);
    EXPECT_THAT(addresses("eth0"), ::testing::Not(HasSubstr("10.77.0.101"))) << "the owner has it by other means";
}

TEST_F(KernelTest, RemovesTheVipsOfAnInterfaceThatIsNotOfInterestAnyMore)
{
    prepare();
    ASSERT_EQ(kernel->addAddresses(0), 0);
    ASSERT_TRUE(kernel->watch({"lo"}).has_value()); // a new configuration, before the old instance is released
    EXPECT_EQ(kernel->removeAddresses(0), 0);
    EXPECT_THAT(addresses("eth0"), ::testing::Not(HasSubstr("10.77.0.100")));
}

TEST_F(KernelTest, AnInstanceThatIsPreparedAgainSeesWhatChangedInBetween)
{
    prepare();
    EXPECT_FALSE(kernel->vipThere(0, 0));
    ASSERT_EQ(kernel->addAddresses(0), 0);
    ASSERT_TRUE(kernel->prepare(0, plan).has_value());
    EXPECT_TRUE(kernel->vipThere(0, 0));
    run("ip addr del 10.77.0.100/32 dev eth0");
    ASSERT_TRUE(drainUntil([this] { return !vipChanges.empty(); }));
    ASSERT_TRUE(kernel->prepare(0, plan).has_value());
    EXPECT_FALSE(kernel->vipThere(0, 0));
}

TEST_F(KernelTest, TellsOnlyTheInstanceWhoseVipItIs)
{
    ASSERT_TRUE(kernel->watch({"eth0", "lo"}).has_value());
    for (int i = 0; i < 500; ++i) {
        auto many = plan;
        many.vips = {
            {*IpAddress::parse("10.78." + std::to_string(i / 200) + "." + std::to_string(i % 200)), "eth0", ""},
            {*IpAddress::parse("10.79.0.1"), i == 77 ? "eth0" : "lo", ""}};
        ASSERT_TRUE(kernel->prepare(static_cast<engine::Slot>(i), many).has_value());
    }
    run("ip addr add 10.78.1.50/32 dev eth0");
    ASSERT_TRUE(drainUntil([this] { return !vipChanges.empty(); }));
    EXPECT_EQ(vipPlaces, (std::vector<std::pair<engine::Slot, std::size_t>>{{250, 0}}));
    run("ip addr add 10.79.0.1/32 dev eth0");
    ASSERT_TRUE(drainUntil([this] { return vipChanges.size() > 1; }));
    EXPECT_EQ(vipPlaces.back(), (std::pair<engine::Slot, std::size_t>{77, 1}));
    EXPECT_EQ(vipPlaces.size(), 2U);
}

} // namespace tandem::net::testing
