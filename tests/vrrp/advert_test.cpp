// SPDX-License-Identifier: GPL-3.0-or-later
#include "vrrp/advert.h"

#include "capturedadverts.h"
#include "vrrp/checksum.h"

#include <gtest/gtest.h>
#include <random>
#include <set>
#include <string>

namespace tandem::vrrp {
namespace {

using namespace std::chrono_literals;
using Octets = std::vector<std::uint8_t>;

IpAddress ip(const char *text)
{
    return IpAddress::parse(text).value();
}

Envelope fromGroup4()
{
    return {.source = ip(captured::source4), .destination = ip(captured::group4), .hopLimit = 255, .multicast = true};
}

Envelope fromGroup6()
{
    return {.source = ip(captured::source6), .destination = ip(captured::group6), .hopLimit = 255, .multicast = true};
}

const std::vector<IpAddress> vips4{ip("10.78.0.100"), ip("10.78.0.101")};
const std::vector<IpAddress> vips6{ip("fe80::100"), ip("fd00:78::100")};

template <class Captured>
Octets octetsOf(const Captured &packet)
{
    return {packet.begin(), packet.end()};
}

/// Puts the checksum right after a field was changed, so that the field alone is judged.
Octets rightened(Octets octets, const Envelope &envelope)
{
    octets[6] = octets[7] = 0;
    auto sum =
        octets[0] >> 4U == 3 ? pseudoHeaderSum(envelope.source, envelope.destination, octets.size()) : ChecksumSum();
    sum.add(octets);
    octets[6] = static_cast<std::uint8_t>(sum.checksum() >> 8U);
    octets[7] = static_cast<std::uint8_t>(sum.checksum());
    return octets;
}

template <class Captured>
Octets changed(const Captured &packet, std::size_t at, std::uint8_t value, const Envelope &envelope = fromGroup4())
{
    Octets octets = octetsOf(packet);
    octets.at(at) = value;
    return rightened(octets, envelope);
}

std::string refusalOf(const Octets &octets, const Envelope &envelope = fromGroup4())
{
    const auto decoded = decode(octets, envelope);
    return decoded.advert ? "accepted" : std::string(nameOf(decoded.refusal));
}

// ---- With Keepalived ----------------------------------------------------------------------------------------------

TEST(Advert, ReadsVersion2WithPassAsKeepalivedSendsIt)
{
    const auto decoded = decode(captured::version2Pass, fromGroup4());
    ASSERT_TRUE(decoded.advert) << nameOf(decoded.refusal);
    EXPECT_EQ(decoded.advert->version, 2);
    EXPECT_EQ(decoded.advert->virtualRouterId.value(), 51);
    EXPECT_EQ(decoded.advert->priority.value(), 150);
    EXPECT_EQ(decoded.advert->interval, 1s);
    EXPECT_EQ(decoded.advert->authType, AuthType::Pass);
    EXPECT_TRUE(sameAuthData(decoded.advert->authData, authDataOf("mypass")));
    EXPECT_TRUE(decoded.advert->addresses.sameSetAs(vips4));
}

TEST(Advert, ReadsVersion2WithoutAuthenticationAsKeepalivedSendsIt)
{
    const auto decoded = decode(captured::version2None, fromGroup4());
    ASSERT_TRUE(decoded.advert) << nameOf(decoded.refusal);
    EXPECT_EQ(decoded.advert->authType, AuthType::None);
}

TEST(Advert, ReadsVersion3AsKeepalivedSendsIt)
{
    const auto decoded = decode(captured::version3Fast, fromGroup4());
    ASSERT_TRUE(decoded.advert) << nameOf(decoded.refusal);
    EXPECT_EQ(decoded.advert->version, 3);
    EXPECT_EQ(decoded.advert->priority.value(), 150);
    EXPECT_EQ(decoded.advert->interval, 200ms);
    EXPECT_TRUE(decoded.advert->addresses.sameSetAs(vips4));
    EXPECT_FALSE(decoded.truncatedTrailer);
}

TEST(Advert, ReadsVersion3OverIpv6AsKeepalivedSendsIt)
{
    const auto decoded = decode(captured::version3Ipv6, fromGroup6());
    ASSERT_TRUE(decoded.advert) << nameOf(decoded.refusal);
    EXPECT_EQ(decoded.advert->virtualRouterId.value(), 52);
    EXPECT_EQ(decoded.advert->interval, 500ms);
    EXPECT_EQ(decoded.advert->addresses.at(0), ip("fe80::100"));
    EXPECT_EQ(decoded.advert->addresses.at(1), ip("fd00:78::100"));
}

TEST(Advert, WritesTheVeryOctetsOfKeepalived)
{
    AdvertToSend advert{.version = 2,
                        .virtualRouterId = *VirtualRouterId::of(51),
                        .priority = Priority(150),
                        .interval = 1s,
                        .addresses = vips4,
                        .pass = authDataOf("mypass")};
    const auto source = ip(captured::source4);
    const auto group = ip(captured::group4);
    EXPECT_EQ(encode(advert, source, group), octetsOf(captured::version2Pass));
    advert.pass = authDataOf("longerpass");
    EXPECT_EQ(encode(advert, source, group), octetsOf(captured::version2LongPass));
    advert.pass.reset();
    EXPECT_EQ(encode(advert, source, group), octetsOf(captured::version2None));
    advert.version = 3;
    EXPECT_EQ(encode(advert, source, group), octetsOf(captured::version3));
    advert.interval = 200ms;
    EXPECT_EQ(encode(advert, source, group), octetsOf(captured::version3Fast));
}

TEST(Advert, WritesTheVeryOctetsOfKeepalivedOverIpv6)
{
    const AdvertToSend advert{.version = 3,
                              .virtualRouterId = *VirtualRouterId::of(52),
                              .priority = Priority(100),
                              .interval = 500ms,
                              .addresses = vips6,
                              .pass = {}};
    EXPECT_EQ(encode(advert, ip(captured::source6), ip(captured::group6)), octetsOf(captured::version3Ipv6));
}

// ---- Refusals -----------------------------------------------------------------------------------------------------

TEST(Advert, EveryTruncationIsRefusedByName)
{
    const auto whole2 = octetsOf(captured::version2Pass);
    for (std::size_t length = 0; length < whole2.size(); ++length)
        EXPECT_EQ(refusalOf({whole2.begin(), whole2.begin() + static_cast<std::ptrdiff_t>(length)}),
                  length < 16 ? "too-short" : "length")
            << length;
    const auto whole3 = octetsOf(captured::version3);
    for (std::size_t length = 0; length < whole3.size(); ++length)
        EXPECT_EQ(refusalOf({whole3.begin(), whole3.begin() + static_cast<std::ptrdiff_t>(length)}), "too-short")
            << length;
}

TEST(Advert, Version2LongerThanItsCountSaysIsRefused)
{
    auto octets = octetsOf(captured::version2Pass);
    octets.insert(octets.end(), 4, 0);
    EXPECT_EQ(refusalOf(rightened(octets, fromGroup4())), "length");
}

TEST(Advert, Version3WithOctetsLeftOverIsAcceptedAndSaidSo)
{
    auto octets = octetsOf(captured::version3);
    octets.insert(octets.end(), {1, 2, 3});
    octets = rightened(octets, fromGroup4());
    const auto decoded = decode(octets, fromGroup4());
    ASSERT_TRUE(decoded.advert);
    EXPECT_TRUE(decoded.truncatedTrailer);
    EXPECT_EQ(decoded.advert->addresses.size(), 2U);
}

TEST(Advert, OnlyVersions2And3AreKnown)
{
    for (unsigned version = 0; version < 16; ++version) {
        const auto first = static_cast<std::uint8_t>(version << 4U | 1U);
        const auto refusal = version == 2 ? refusalOf(changed(captured::version2Pass, 0, first))
                                          : refusalOf(changed(captured::version3, 0, first));
        EXPECT_EQ(refusal, version == 2 || version == 3 ? "accepted" : "version") << version;
    }
}

TEST(Advert, Version2OverIpv6IsRefused)
{
    EXPECT_EQ(refusalOf(changed(captured::version3Ipv6, 0, 0x21, fromGroup6()), fromGroup6()), "version");
}

TEST(Advert, OnlyTheTypeAdvertisementIsKnown)
{
    for (std::uint8_t type = 0; type < 16; ++type)
        EXPECT_EQ(refusalOf(changed(captured::version3, 0, 0x30 | type)), type == 1 ? "accepted" : "type") << int(type);
}

TEST(Advert, MulticastFromBehindARouterIsRefused)
{
    auto envelope = fromGroup4();
    envelope.hopLimit = 254;
    EXPECT_EQ(refusalOf(octetsOf(captured::version3), envelope), "hop-limit");
    envelope.multicast = false;
    EXPECT_EQ(refusalOf(octetsOf(captured::version3), envelope), "accepted");
}

TEST(Advert, EveryFlippedBitOfAVersion2AdvertIsNoticed)
{
    const auto whole = octetsOf(captured::version2Pass);
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
        auto octets = whole;
        octets[bit / 8] = static_cast<std::uint8_t>(octets[bit / 8] ^ 1U << bit % 8);
        EXPECT_NE(refusalOf(octets), "accepted") << bit;
    }
}

TEST(Advert, Version3OverIpv4IsAcceptedWithBothChecksums)
{
    auto octets = octetsOf(captured::version3);
    octets[6] = octets[7] = 0;
    ChecksumSum sum; // without the pseudo-header
    sum.add(octets);
    octets[6] = static_cast<std::uint8_t>(sum.checksum() >> 8U);
    octets[7] = static_cast<std::uint8_t>(sum.checksum());
    ASSERT_NE(octets, octetsOf(captured::version3));
    EXPECT_EQ(refusalOf(octets), "accepted");
    octets[7] ^= 1;
    EXPECT_EQ(refusalOf(octets), "checksum");
}

TEST(Advert, Version3OverIpv6NeedsThePseudoHeader)
{
    auto octets = octetsOf(captured::version3Ipv6);
    octets[6] = octets[7] = 0;
    ChecksumSum sum;
    sum.add(octets);
    octets[6] = static_cast<std::uint8_t>(sum.checksum() >> 8U);
    octets[7] = static_cast<std::uint8_t>(sum.checksum());
    EXPECT_EQ(refusalOf(octets, fromGroup6()), "checksum");
}

TEST(Advert, TheChecksumOfUnicastCoversTheRealDestination)
{
    const AdvertToSend advert{.version = 3,
                              .virtualRouterId = *VirtualRouterId::of(52),
                              .priority = Priority(100),
                              .interval = 500ms,
                              .addresses = vips6,
                              .pass = {}};
    const auto octets = encode(advert, ip("fe80::1"), ip("fe80::2"));
    Envelope envelope{.source = ip("fe80::1"), .destination = ip("fe80::2"), .hopLimit = 255, .multicast = false};
    EXPECT_EQ(refusalOf(octets, envelope), "accepted");
    envelope.destination = ip("ff02::12");
    EXPECT_EQ(refusalOf(octets, envelope), "checksum");
}

TEST(Advert, RouterIdZeroIsRefused)
{
    EXPECT_EQ(refusalOf(changed(captured::version3, 1, 0)), "router-id-zero");
    EXPECT_EQ(refusalOf(changed(captured::version2Pass, 1, 0)), "router-id-zero");
}

TEST(Advert, Version3MasksTheReservedBitsAndRefusesAZeroInterval)
{
    const auto reserved = changed(captured::version3, 4, 0xf0);
    const auto decoded = decode(reserved, fromGroup4());
    ASSERT_TRUE(decoded.advert);
    EXPECT_EQ(decoded.advert->interval, 1s);
    auto zero = reserved;
    zero[5] = 0;
    EXPECT_EQ(refusalOf(rightened(zero, fromGroup4())), "interval-zero");
}

TEST(Advert, Version3WithoutAddressesIsRefused)
{
    EXPECT_EQ(refusalOf(changed(captured::version3, 3, 0)), "no-addresses");
}

TEST(Advert, AuthenticationOtherThanNoneAndPassIsRefused)
{
    EXPECT_EQ(refusalOf(changed(captured::version2Pass, 4, 2)), "auth-type-unknown");
    EXPECT_EQ(refusalOf(changed(captured::version2Pass, 4, 255)), "auth-type-unknown");
}

TEST(Advert, RefusalsHaveNamesOfTheirOwn)
{
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < static_cast<std::size_t>(Refusal::Count); ++i)
        names.insert(nameOf(static_cast<Refusal>(i)));
    EXPECT_EQ(names.size(), static_cast<std::size_t>(Refusal::Count));
    EXPECT_EQ(names.count(""), 0U);
    EXPECT_EQ(nameOf(Refusal::Count), "");
    EXPECT_EQ(nameOf(static_cast<Refusal>(99)), "");
}

TEST(Advert, TheRouterIdOfARefusedDatagramIsStillKnown)
{
    EXPECT_EQ(routerIdOf(std::array<std::uint8_t, 2>{0x31, 51})->value(), 51);
    EXPECT_FALSE(routerIdOf(std::array<std::uint8_t, 2>{0x31, 0}));
    EXPECT_FALSE(routerIdOf(std::array<std::uint8_t, 1>{0x31}));
}

TEST(Advert, RandomOctetsNeverReadOutsideThePayload)
{
    std::mt19937 random(20261122); // the same run each time; sanitizers watch
    int accepted = 0;
    for (int round = 0; round < 20'000; ++round) {
        Octets octets(random() % 64);
        for (auto &octet : octets)
            octet = static_cast<std::uint8_t>(random());
        if (octets.size() >= 8 && round % 2 == 0) { // half of them get further than the checksum
            octets[0] = random() % 2 ? 0x31 : 0x21;
            octets[3] = static_cast<std::uint8_t>(random() % 4);
            octets = rightened(octets, fromGroup4());
        }
        const auto decoded = decode(octets, fromGroup4());
        if (!decoded.advert)
            continue;
        ++accepted;
        for (std::size_t i = 0; i < decoded.advert->addresses.size(); ++i)
            EXPECT_EQ(decoded.advert->addresses.at(i).family(), Family::V4);
    }
    EXPECT_GT(accepted, 100); // else this test looks at nothing
}

// ---- Values -------------------------------------------------------------------------------------------------------

TEST(Advert, PassIsTheFirst8OctetsPaddedWithZeros)
{
    EXPECT_EQ(authDataOf("mypass"), (AuthData{'m', 'y', 'p', 'a', 's', 's', 0, 0}));
    EXPECT_EQ(authDataOf("longerpass"), authDataOf("longerpa"));
    EXPECT_EQ(authDataOf(""), AuthData{});
}

TEST(Advert, PassComparesAll8Octets)
{
    const auto right = authDataOf("12345678");
    EXPECT_TRUE(sameAuthData(right, authDataOf("12345678")));
    for (std::size_t i = 0; i < right.size(); ++i) {
        auto wrong = right;
        wrong[i] ^= 0x80;
        EXPECT_FALSE(sameAuthData(right, wrong)) << i;
    }
    EXPECT_FALSE(sameAuthData(authDataOf("1234567"), right));
}

TEST(Advert, ListsAreComparedAsSets)
{
    const auto decoded = decode(captured::version3, fromGroup4());
    ASSERT_TRUE(decoded.advert);
    const auto &list = decoded.advert->addresses;
    EXPECT_TRUE(list.sameSetAs(std::vector{vips4[1], vips4[0]}));
    EXPECT_FALSE(list.sameSetAs(std::vector{vips4[0]}));
    EXPECT_FALSE(list.sameSetAs(std::vector{vips4[0], ip("10.78.0.102")}));
    EXPECT_FALSE(list.sameSetAs(std::vector{vips4[0], vips4[0]}));
    const Octets repeated{10, 78, 0, 100, 10, 78, 0, 100};
    EXPECT_FALSE(AddressList(Family::V4, repeated).sameSetAs(vips4));
    const Octets longer{10, 78, 0, 100, 10, 78, 0, 101, 10, 78, 0, 100};
    EXPECT_FALSE(AddressList(Family::V4, longer).sameSetAs(vips4));
}

TEST(Advert, IntervalsAreKeptWithinWhatTheirFieldHolds)
{
    EXPECT_EQ(intervalOnWire(3, 15ms), 20ms);
    EXPECT_EQ(intervalOnWire(3, 1ns), 10ms);
    EXPECT_EQ(intervalOnWire(3, 0ns), 10ms);
    EXPECT_EQ(intervalOnWire(3, 1h), 40950ms);
    EXPECT_EQ(intervalOnWire(2, 1400ms), 1s);
    EXPECT_EQ(intervalOnWire(2, 10ms), 1s);
    EXPECT_EQ(intervalOnWire(2, Duration::max()), 255s);
    EXPECT_EQ(intervalOnWire(2, Duration::min()), 1s);
}

TEST(Advert, EveryIntervalAndPriorityComesBackAsItWasSent)
{
    for (const int centiseconds : {1, 2, 99, 100, 255, 256, 4094, 4095})
        for (const int priority : {0, 1, 100, 254, 255}) {
            const AdvertToSend advert{.version = 3,
                                      .virtualRouterId = *VirtualRouterId::of(255),
                                      .priority = Priority(static_cast<std::uint8_t>(priority)),
                                      .interval = centiseconds * 10ms,
                                      .addresses = vips4,
                                      .pass = {}};
            const auto octets = encode(advert, ip(captured::source4), ip(captured::group4));
            const auto decoded = decode(octets, fromGroup4());
            ASSERT_TRUE(decoded.advert) << nameOf(decoded.refusal);
            EXPECT_EQ(decoded.advert->interval, advert.interval);
            EXPECT_EQ(decoded.advert->priority, advert.priority);
        }
}

TEST(Advert, TheFullNumberOfAddressesComesBack)
{
    std::vector<IpAddress> many;
    for (int i = 0; i < 255; ++i)
        many.push_back(IpAddress::fromOctets(std::array<std::uint8_t, 4>{10, 0, 1, static_cast<std::uint8_t>(i)}));
    AdvertToSend advert{.version = 2,
                        .virtualRouterId = *VirtualRouterId::of(1),
                        .priority = Priority(100),
                        .interval = 1s,
                        .addresses = many,
                        .pass = {}};
    const auto octets = encode(advert, ip(captured::source4), ip(captured::group4));
    const auto decoded = decode(octets, fromGroup4());
    ASSERT_TRUE(decoded.advert);
    EXPECT_TRUE(decoded.advert->addresses.sameSetAs(many));
    many.push_back(ip("10.0.2.1"));
    advert.addresses = many;
    EXPECT_TRUE(encode(advert, ip(captured::source4), ip(captured::group4)).empty());
}

TEST(Advert, AnotherPriorityIsWrittenInPlaceAsIfEncodedAnew)
{
    const auto four = *IpAddress::parse("10.77.0.1");
    const auto six = *IpAddress::parse("fe80::1");
    const std::vector<IpAddress> listed4{*IpAddress::parse("10.77.0.100"), *IpAddress::parse("10.77.0.101")};
    const std::vector<IpAddress> listed6{*IpAddress::parse("fe80::100")};
    for (int kind = 0; kind < 3; ++kind) {
        AdvertToSend advert{.version = static_cast<std::uint8_t>(kind == 0 ? 2 : 3),
                            .virtualRouterId = *VirtualRouterId::of(51),
                            .interval = std::chrono::seconds(1),
                            .addresses = kind == 2 ? listed6 : listed4};
        if (kind == 0)
            advert.pass = authDataOf("mypass");
        const auto &source = kind == 2 ? six : four;
        const auto group = multicastGroup(source.family());
        auto patched = encode(advert, source, group);
        for (int priority = 255; priority >= 0; --priority) {
            advert.priority = Priority(static_cast<std::uint8_t>(priority));
            setPriority(patched, advert.priority);
            ASSERT_EQ(patched, encode(advert, source, group)) << kind << ", " << priority;
        }
    }
    std::vector<std::uint8_t> none;
    setPriority(none, Priority(1)); // what encode() could not say
    EXPECT_TRUE(none.empty());
}

TEST(Advert, WhatNoAdvertCanSayIsNotWritten)
{
    AdvertToSend advert{.version = 2,
                        .virtualRouterId = *VirtualRouterId::of(1),
                        .priority = Priority(100),
                        .interval = 1s,
                        .addresses = vips6,
                        .pass = {}};
    EXPECT_TRUE(encode(advert, ip("fe80::1"), ip("ff02::12")).empty());
    advert.version = 3;
    EXPECT_FALSE(encode(advert, ip("fe80::1"), ip("ff02::12")).empty());
    EXPECT_TRUE(encode(advert, ip("10.0.0.1"), ip("224.0.0.18")).empty());
    EXPECT_TRUE(encode(advert, ip("fe80::1"), ip("224.0.0.18")).empty());
    advert.addresses = {};
    EXPECT_TRUE(encode(advert, ip("fe80::1"), ip("ff02::12")).empty());
}

TEST(Advert, KnowsItsGroups)
{
    EXPECT_EQ(multicastGroup(Family::V4).toString(), "224.0.0.18");
    EXPECT_EQ(multicastGroup(Family::V6).toString(), "ff02::12");
}

} // namespace
} // namespace tandem::vrrp
