// SPDX-License-Identifier: GPL-3.0-or-later
#include "routerbench.h"

#include <gtest/gtest.h>
#include <set>

/// Oddities are told once a sender and kind while they last.
namespace tandem::vrrp {
namespace {

using namespace std::chrono_literals;

const Peer otherList{.priority = 150, .addresses = {ip("10.77.0.200")}};

TEST(RouterOddity, IsToldOnceWhileItLasts)
{
    RouterBench bench(RouterBench::config());
    bench.start();
    EXPECT_EQ(bench.hear(otherList), "odd address-list-differs");
    for (int i = 0; i < 600; ++i) {
        bench.freeze(1s);
        EXPECT_EQ(bench.hear(otherList), "");
    }
}

TEST(RouterOddity, IsToldAgainWhenItHadBeenOver)
{
    RouterBench bench(RouterBench::config());
    bench.start();
    bench.hear(otherList);
    EXPECT_EQ(bench.hear({.priority = 150}), "");
    EXPECT_EQ(bench.hear(otherList), "odd address-list-differs");
}

TEST(RouterOddity, IsToldAgainAfterALongSilence)
{
    RouterBench bench(RouterBench::config());
    bench.start();
    bench.hear(otherList);
    bench.freeze(3min);
    EXPECT_EQ(bench.hear(otherList), "");
    bench.freeze(3min + 1s);
    EXPECT_EQ(bench.hear(otherList), "odd address-list-differs");
}

TEST(RouterOddity, IsToldOfEachSenderAndKind)
{
    RouterBench bench(RouterBench::config());
    bench.start();
    bench.hear(otherList);
    auto third = otherList;
    third.address = "10.77.0.3";
    EXPECT_EQ(bench.hear(third), "odd address-list-differs");
    third.interval = 2s;
    EXPECT_EQ(bench.hear(third), "odd interval-differs");
    EXPECT_EQ(bench.lastOddity().sender, ip("10.77.0.3"));
    EXPECT_EQ(bench.hear(otherList), "");
}

TEST(RouterOddity, AFloodOfMadeUpSendersIsToldOfABoundedNumber)
{
    RouterBench bench(RouterBench::config());
    bench.start();
    std::size_t told = 0;
    for (int i = 0; i < 60'000; ++i) {
        auto peer = otherList;
        const std::string address = "10.1." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1);
        peer.address = address.c_str();
        told += !bench.hear(peer).empty();
        bench.freeze(1ms);
    }
    EXPECT_EQ(told, OddityRegister::senders);
}

TEST(RouterOddity, APlaceIsFreeAgainAfterwards)
{
    OddityRegister oddities(1min);
    const Instant begin{};
    for (std::uint8_t i = 0; i < OddityRegister::senders; ++i)
        EXPECT_TRUE(oddities.seen(IpAddress::fromOctets(std::array<std::uint8_t, 4>{10, 0, 0, i}),
                                  Oddity::Kind::WrongPassword, begin));
    EXPECT_FALSE(oddities.seen(ip("10.1.0.1"), Oddity::Kind::WrongPassword, begin));
    oddities.over(ip("10.0.0.3"), Oddity::Kind::WrongPassword);
    EXPECT_TRUE(oddities.seen(ip("10.1.0.1"), Oddity::Kind::WrongPassword, begin));
    EXPECT_FALSE(oddities.seen(ip("10.1.0.2"), Oddity::Kind::WrongPassword, begin));
    EXPECT_TRUE(oddities.seen(ip("10.1.0.2"), Oddity::Kind::WrongPassword, begin + 61s));
}

TEST(RouterOddity, AWrongPasswordIsOverWithTheRightOne)
{
    auto config = RouterBench::config();
    config.version = 2;
    config.pass = authDataOf("mypass");
    RouterBench bench(config);
    bench.start();
    Peer peer{.priority = 150, .version = 2, .authType = AuthType::Pass, .authData = authDataOf("other")};
    EXPECT_EQ(bench.hear(peer), "odd wrong-password");
    EXPECT_EQ(bench.hear(peer), "");
    peer.authData = authDataOf("mypass");
    EXPECT_EQ(bench.hear(peer), "");
    peer.authData = authDataOf("other");
    EXPECT_EQ(bench.hear(peer), "odd wrong-password");
    peer.authType = AuthType::None; // says nothing about the password
    EXPECT_EQ(bench.hear(peer), "odd wrong-auth-type");
    peer.authType = AuthType::Pass;
    EXPECT_EQ(bench.hear(peer), "");
}

TEST(RouterOddity, ASecondMasterIsToldOnceAMastership)
{
    RouterBench bench(RouterBench::config());
    bench.start();
    bench.run(6s); // MASTER since 3.6 s
    EXPECT_EQ(bench.hear({.priority = 50}), "advert 100, announce, odd second-master");
    EXPECT_EQ(bench.hear({.priority = 50}), "advert 100, announce");
    bench.hear({.address = "10.77.0.3", .priority = 150});
    bench.run(6s);
    ASSERT_EQ(bench.router().state(), State::Master);
    EXPECT_EQ(bench.hear({.priority = 50}), "advert 100, announce, odd second-master");
}

TEST(RouterOddity, TheLastWordOfAnUnknownMasterThatYieldsIsNoSecondOneButMoreIs)
{
    RouterBench bench(RouterBench::config());
    bench.start();
    bench.run(3'609'375us);
    ASSERT_EQ(bench.router().state(), State::Master);
    EXPECT_EQ(bench.hear({.priority = 0}), "advert 100, announce") << "resigns: has not spoken yet";
    EXPECT_EQ(bench.hear({.priority = 50}), "advert 100, announce");
    EXPECT_EQ(bench.hear({.address = "10.77.0.3", .priority = 50}), "advert 100, announce, odd second-master");
    EXPECT_EQ(bench.hear({.priority = 50}), "odd second-master");
}

TEST(RouterOddity, TheLastWordIsWaitedForAfterEachTakeOver)
{
    RouterBench bench(RouterBench::config());
    bench.start();
    bench.run(3'609'375us);
    bench.hear({.priority = 50});
    bench.hear({.address = "10.77.0.3", .priority = 150});
    bench.run(3'609'375us); // 10.77.0.3 is silent
    ASSERT_EQ(bench.router().state(), State::Master);
    EXPECT_EQ(bench.hear({.priority = 50}), "advert 100, announce");
}

TEST(RouterOddity, TheReasonOfADiscardIsKnownUntilTheNextAdvert)
{
    auto config = RouterBench::config();
    config.version = 2;
    config.pass = authDataOf("mypass");
    RouterBench bench(config);
    bench.start();
    EXPECT_EQ(bench.router().discarded(), std::nullopt);
    Peer peer{.priority = 150, .version = 2, .authType = AuthType::Pass, .authData = authDataOf("other")};
    bench.hear(peer);
    bench.hear(peer);
    EXPECT_EQ(bench.router().discarded(), Oddity::Kind::WrongPassword);
    peer.authData = authDataOf("mypass");
    bench.hear(peer);
    EXPECT_EQ(bench.router().discarded(), std::nullopt);
}

TEST(RouterOddity, AnIpv6AdvertWhoseFirstAddressIsNotLinkLocalIsAcceptedAndTold)
{
    auto config = RouterBench::config();
    config.primaryAddress = ip("fe80::1");
    config.addresses = {ip("fd00::100")};
    RouterBench bench(config);
    bench.start();
    bench.freeze(2s);
    EXPECT_EQ(bench.hear({.address = "fe80::2", .priority = 150, .addresses = {ip("fd00::100")}}),
              "odd first-address-not-link-local");
    EXPECT_EQ(bench.sleeps(), 3'609'375'000ns);
}

TEST(RouterOddity, NamesAreTheirOwn)
{
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < static_cast<std::size_t>(Oddity::Kind::Count); ++i)
        names.insert(nameOf(static_cast<Oddity::Kind>(i)));
    EXPECT_EQ(names.size(), static_cast<std::size_t>(Oddity::Kind::Count));
    EXPECT_EQ(nameOf(Oddity::Kind::Count), "");
    EXPECT_EQ(nameOf(State::Stopped), "STOPPED");
    EXPECT_EQ(nameOf(Reason::Kind::GroupRecovered), "group-recovered");
    EXPECT_EQ(nameOf(static_cast<State>(99)), "");
    EXPECT_EQ(nameOf(static_cast<Reason::Kind>(99)), "");
    EXPECT_EQ(nameOf(static_cast<Oddity::Kind>(99)), "");
}

} // namespace
} // namespace tandem::vrrp
