// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/announcer.h"

#include "vrrp/checksum.h"

#include <gmock/gmock.h>

namespace tandem::net::testing {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

namespace {

constexpr HardwareAddress hardware{0x02, 0, 0, 0, 0, 0x42};

std::vector<std::uint8_t> part(const AnnouncementFrame &frame, std::size_t from, std::size_t size)
{
    const auto octets = frame.bytes().subspan(from, size);
    return {octets.begin(), octets.end()};
}

} // namespace

TEST(NeighbourAdvertisement, GoesToAllNodesFromTheVipWithHopLimit255)
{
    const IpAddress vip = *IpAddress::parse("fd00:77::100");
    const auto frame = neighbourAdvertisement(vip, hardware);
    ASSERT_EQ(frame.size, 14U + 40U + 32U);
    EXPECT_THAT(part(frame, 0, 6), ElementsAre(0x33, 0x33, 0, 0, 0, 1));
    EXPECT_THAT(part(frame, 6, 6), ElementsAreArray(hardware));
    EXPECT_THAT(part(frame, 12, 2), ElementsAre(0x86, 0xdd));
    EXPECT_THAT(part(frame, 14, 4), ElementsAre(0x6c, 0, 0, 0));      // version, CS6, no flow
    EXPECT_THAT(part(frame, 18, 4), ElementsAre(0, 32, 58, 255));     // length, ICMPv6, hop limit
    EXPECT_THAT(part(frame, 22, 16), ElementsAreArray(vip.octets())); // source
    EXPECT_THAT(part(frame, 38, 16), ElementsAreArray(IpAddress::parse("ff02::1")->octets()));
}

TEST(NeighbourAdvertisement, IsUnsolicitedOfARouterOverridesAndNamesTheHardwareAddress)
{
    const IpAddress vip = *IpAddress::parse("fd00:77::100");
    const auto frame = neighbourAdvertisement(vip, hardware);
    EXPECT_THAT(part(frame, 54, 2), ElementsAre(136, 0));
    EXPECT_THAT(part(frame, 58, 4), ElementsAre(0xa0, 0, 0, 0)); // R and O, not S
    EXPECT_THAT(part(frame, 62, 16), ElementsAreArray(vip.octets()));
    EXPECT_THAT(part(frame, 78, 8), ElementsAre(2, 1, 0x02, 0, 0, 0, 0, 0x42)); // target link-layer address
}

TEST(NeighbourAdvertisement, HasTheRightChecksum)
{
    for (const char *vip : {"fd00:77::100", "fe80::ffff:ffff:ffff:fffe", "2001:db8::1"}) {
        const auto frame = neighbourAdvertisement(*IpAddress::parse(vip), hardware);
        vrrp::ChecksumSum sum;
        sum.add(frame.bytes().subspan(22, 32)); // source and destination
        sum.addWord(32);
        sum.addWord(58);
        sum.add(frame.bytes().subspan(54));
        EXPECT_EQ(sum.folded(), 0xffff) << vip;
    }
}

TEST(GratuitousArp, AsksAndAnswersForTheVipItself)
{
    const IpAddress vip = *IpAddress::parse("10.77.0.100");
    for (const ArpKind kind : {ArpKind::Request, ArpKind::Reply}) {
        const auto frame = gratuitousArp(vip, hardware, kind);
        ASSERT_EQ(frame.size, 60U) << "the shortest Ethernet frame";
        EXPECT_THAT(part(frame, 0, 6), ElementsAre(0xff, 0xff, 0xff, 0xff, 0xff, 0xff));
        EXPECT_THAT(part(frame, 12, 10), ElementsAre(0x08, 0x06, 0, 1, 0x08, 0, 6, 4, 0, static_cast<int>(kind)));
        EXPECT_THAT(part(frame, 22, 6), ElementsAreArray(hardware));
        EXPECT_THAT(part(frame, 28, 4), ElementsAreArray(vip.octets()));
        EXPECT_THAT(part(frame, 38, 4), ElementsAreArray(vip.octets()));
        EXPECT_THAT(part(frame, 42, 18), ::testing::Each(0));
    }
}

} // namespace tandem::net::testing
