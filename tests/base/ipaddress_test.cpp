// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/ipaddress.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(IpAddress, ReadsBothFamiliesAndWritesThemBack)
{
    EXPECT_EQ(IpAddress::parse("10.77.0.1")->toString(), "10.77.0.1");
    EXPECT_EQ(IpAddress::parse("fd00:0:0:0::1")->toString(), "fd00::1");
}

TEST(IpAddress, RefusesWhatIsNoAddress)
{
    for (const auto *text : {"", "10.77.0", "10.77.0.256", "10.77.0.1/24", "fe80::1%eth0", "maxscale1", " 10.0.0.1"})
        EXPECT_FALSE(IpAddress::parse(text)) << text;
    EXPECT_FALSE(IpAddress::parse(std::string_view("10.0.0.1\0x", 10)));
}

TEST(IpAddress, ComparesAsUnsignedOctets)
{
    EXPECT_LT(*IpAddress::parse("10.0.0.9"), *IpAddress::parse("10.0.0.200"));
    EXPECT_LT(*IpAddress::parse("10.0.0.200"), *IpAddress::parse("192.0.0.1"));
}

TEST(IpAddress, KnowsLinkLocalAndMulticast)
{
    EXPECT_TRUE(IpAddress::parse("fe80::1")->isLinkLocal());
    EXPECT_FALSE(IpAddress::parse("fec0::1")->isLinkLocal());
    EXPECT_TRUE(IpAddress::parse("224.0.0.18")->isMulticast());
    EXPECT_TRUE(IpAddress::parse("ff02::12")->isMulticast());
    EXPECT_TRUE(IpAddress::parse("::")->isUnspecified());
}

TEST(IpNetwork, ContainsWhatSharesItsPrefix)
{
    const auto network = IpNetwork::parse("10.77.0.100/23");
    ASSERT_TRUE(network);
    EXPECT_TRUE(network->contains(*IpAddress::parse("10.77.1.1")));
    EXPECT_FALSE(network->contains(*IpAddress::parse("10.77.2.1")));
    EXPECT_FALSE(network->contains(*IpAddress::parse("fd00::1")));
}

TEST(IpNetwork, WithoutAPrefixIsAHost)
{
    EXPECT_EQ(IpNetwork::parse("10.77.0.100")->prefixLength, 32);
    EXPECT_EQ(IpNetwork::parse("fd00::1")->prefixLength, 128);
    EXPECT_FALSE(IpNetwork::parse("10.77.0.100/33"));
    EXPECT_FALSE(IpNetwork::parse("10.77.0.100/"));
    EXPECT_FALSE(IpNetwork::parse("10.77.0.100/2x"));
}

} // namespace
} // namespace tandem
