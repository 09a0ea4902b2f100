// SPDX-License-Identifier: GPL-3.0-or-later
#include "routerbench.h"
#include "vrrp/sightings.h"

#include <gtest/gtest.h>

namespace tandem::vrrp {
namespace {

using namespace std::chrono_literals;

TEST(Sightings, AreToldOnceASenderAndThingWhileTheyLast)
{
    Sightings sightings(1min);
    Instant now{};
    EXPECT_TRUE(sightings.seen(ip("10.77.0.2"), 51, now));
    EXPECT_TRUE(sightings.seen(ip("10.77.0.2"), 52, now));
    EXPECT_TRUE(sightings.seen(ip("10.77.0.3"), 51, now));
    for (int i = 0; i < 600; ++i) {
        now += 1s;
        EXPECT_FALSE(sightings.seen(ip("10.77.0.2"), 51, now));
    }
    EXPECT_TRUE(sightings.seen(ip("10.77.0.2"), 52, now)); // was over
    now += 1min;
    EXPECT_FALSE(sightings.seen(ip("10.77.0.2"), 51, now));
    now += 1min + 1ns;
    EXPECT_TRUE(sightings.seen(ip("10.77.0.2"), 51, now));
}

TEST(Sightings, TellAllThatLasts)
{
    Sightings sightings(1min);
    sightings.seen(ip("10.77.0.2"), 51, Instant{});
    sightings.seen(ip("10.77.0.3"), 7, Instant{} + 30s);
    std::vector<std::pair<IpAddress, std::uint16_t>> told;
    sightings.each(Instant{} + 70s, [&](const IpAddress &sender, std::uint16_t what) { told.emplace_back(sender, what); });
    EXPECT_EQ(told, (std::vector<std::pair<IpAddress, std::uint16_t>>{{ip("10.77.0.3"), 7}}));
}

TEST(Sightings, AFloodOfMadeUpSendersIsToldOfABoundedNumberAndCounted)
{
    Sightings sightings(1min);
    Instant now{};
    std::size_t told = 0;
    for (int i = 0; i < 10'000; ++i) {
        now += 100us;
        told += sightings.seen(ip(("10.1." + std::to_string(i / 250) + "." + std::to_string(i % 250)).c_str()), 9, now);
    }
    EXPECT_EQ(told, Sightings::places);
    EXPECT_EQ(sightings.untold(), 10'000 - Sightings::places);
    EXPECT_TRUE(sightings.seen(ip("10.77.0.2"), 9, now + 2min));
}

} // namespace
} // namespace tandem::vrrp
