// SPDX-License-Identifier: GPL-3.0-or-later
#include "vrrp/checksum.h"

#include <array>
#include <gtest/gtest.h>
#include <vector>

namespace tandem::vrrp {
namespace {

TEST(Checksum, SumsTheExampleOfRfc1071)
{
    const std::array<std::uint8_t, 8> octets{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
    ChecksumSum sum;
    sum.add(octets);
    EXPECT_EQ(sum.folded(), 0xddf2);
    EXPECT_EQ(sum.checksum(), 0x220d);
}

TEST(Checksum, PadsAnOddOctetWithZero)
{
    ChecksumSum odd;
    odd.add(std::array<std::uint8_t, 3>{0x12, 0x34, 0x56});
    ChecksumSum even;
    even.add(std::array<std::uint8_t, 4>{0x12, 0x34, 0x56, 0x00});
    EXPECT_EQ(odd.folded(), even.folded());
}

TEST(Checksum, FoldsCarriesOfManyWords)
{
    ChecksumSum sum;
    sum.add(std::vector<std::uint8_t>(65534, 0xff));
    EXPECT_EQ(sum.folded(), 0xffff);
}

TEST(Checksum, PseudoHeaderCoversAddressesLengthAndProtocol)
{
    const auto sum = pseudoHeaderSum(*IpAddress::parse("1.2.3.4"), *IpAddress::parse("5.6.7.8"), 20);
    EXPECT_EQ(sum.folded(), 0x0102 + 0x0304 + 0x0506 + 0x0708 + 20 + 112);
    const auto sum6 = pseudoHeaderSum(*IpAddress::parse("1::2"), *IpAddress::parse("3::4"), 40);
    EXPECT_EQ(sum6.folded(), 1 + 2 + 3 + 4 + 40 + 112);
}

} // namespace
} // namespace tandem::vrrp
