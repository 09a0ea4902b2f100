// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/neighbourpacket.h"

#include <gmock/gmock.h>

namespace tandem::net::testing {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

namespace {

constexpr HardwareAddress hardware{0x02, 0, 0, 0, 0, 0x42};
const IpAddress own = *IpAddress::parse("10.77.0.1");
const IpAddress peer = *IpAddress::parse("10.77.0.2");
const IpAddress peer6 = *IpAddress::parse("fd00:77::12:3456");

std::vector<std::uint8_t> part(const AnnouncementFrame &frame, std::size_t from, std::size_t size)
{
    const auto octets = frame.bytes().subspan(from, size);
    return {octets.begin(), octets.end()};
}

/// "10.77.0.2 is at 02:…:42", said to 10.77.0.1.
std::vector<std::uint8_t> arpReply()
{
    const auto request = arpRequest(own, peer, hardware);
    std::vector<std::uint8_t> reply(request.bytes().begin(), request.bytes().end());
    reply[21] = 2;
    return reply;
}

std::vector<std::uint8_t> advertisement()
{
    std::vector<std::uint8_t> message{136, 0, 0, 0, 0x60, 0, 0, 0};
    message.insert(message.end(), peer6.octets().begin(), peer6.octets().end());
    message.insert(message.end(), {2, 1});
    message.insert(message.end(), hardware.begin(), hardware.end());
    return message;
}

} // namespace

TEST(ArpRequest, AsksEverybodyFromTheGivenAddress)
{
    const auto frame = arpRequest(peer, own, hardware);
    ASSERT_EQ(frame.size, 60U);
    EXPECT_THAT(part(frame, 0, 6), Each(0xff));
    EXPECT_THAT(part(frame, 6, 6), ElementsAreArray(hardware));
    EXPECT_THAT(part(frame, 12, 10), ElementsAre(0x08, 0x06, 0, 1, 0x08, 0, 6, 4, 0, 1));
    EXPECT_THAT(part(frame, 22, 6), ElementsAreArray(hardware));
    EXPECT_THAT(part(frame, 28, 4), ElementsAreArray(own.octets()));
    EXPECT_THAT(part(frame, 32, 6), Each(0));
    EXPECT_THAT(part(frame, 38, 4), ElementsAreArray(peer.octets()));
}

TEST(ArpReply, NamesWhoIsWhereAndWhoHadAsked)
{
    const auto reply = readArpReply(arpReply());
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(reply->target, peer);
    EXPECT_EQ(reply->hardwareAddress, hardware);
    EXPECT_EQ(reply->asker, own);
}

TEST(ArpReply, IsNothingWhereAnyFieldIsAnother)
{
    for (std::size_t length = 0; length < 42; ++length) {
        auto cut = arpReply();
        cut.resize(length);
        EXPECT_FALSE(readArpReply(cut).has_value()) << length;
    }
    for (std::size_t octet = 12; octet < 22; ++octet) { // from the Ethernet type to the operation
        auto changed = arpReply();
        changed[octet] ^= 0x10U;
        EXPECT_FALSE(readArpReply(changed).has_value()) << octet;
    }
}

TEST(NeighbourSolicitation, NamesTargetAndOwnHardwareAddress)
{
    const auto message = neighbourSolicitation(peer6, hardware);
    EXPECT_EQ(message[0], 135);
    EXPECT_EQ(message[1], 0);
    EXPECT_TRUE(std::equal(message.begin() + 8, message.begin() + 24, peer6.octets().begin()));
    EXPECT_EQ(message[24], 1);
    EXPECT_EQ(message[25], 1);
    EXPECT_TRUE(std::equal(message.begin() + 26, message.end(), hardware.begin()));
    EXPECT_EQ(solicitedNodeGroup(peer6), *IpAddress::parse("ff02::1:ff12:3456"));
}

TEST(NeighbourReply, NamesTargetAndHardwareAddress)
{
    const auto reply = readNeighbourReply(advertisement(), 255);
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(reply->target, peer6);
    EXPECT_EQ(reply->hardwareAddress, hardware);
    auto bare = advertisement();
    bare.resize(24);
    ASSERT_TRUE(readNeighbourReply(bare, 255).has_value());
    EXPECT_FALSE(readNeighbourReply(bare, 255)->hardwareAddress.has_value());
}

TEST(NeighbourReply, IsNothingWhereTheRfcDiscardsIt)
{
    EXPECT_FALSE(readNeighbourReply(advertisement(), 254).has_value()) << "a router passed it on";
    const auto with = [](std::size_t octet, std::uint8_t value) {
        auto message = advertisement();
        message.at(octet) = value;
        return readNeighbourReply(message, 255).has_value();
    };
    EXPECT_FALSE(with(0, 135));
    EXPECT_FALSE(with(1, 1)) << "code";
    EXPECT_FALSE(with(4, 0x20)) << "answers nobody";
    EXPECT_FALSE(with(8, 0xff)) << "multicast";
    EXPECT_FALSE(with(25, 0)) << "an option without length";
    EXPECT_FALSE(with(25, 2)) << "an option past the end";
    for (std::size_t length = 0; length < advertisement().size(); ++length) {
        auto cut = advertisement();
        cut.resize(length);
        EXPECT_EQ(readNeighbourReply(cut, 255).has_value(), length == 24) << length;
    }
}

} // namespace tandem::net::testing
