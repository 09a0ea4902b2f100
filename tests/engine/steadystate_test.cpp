// SPDX-License-Identifier: GPL-3.0-or-later
#include "../vrrp/countedallocations.h"
#include "enginefleet.h"

/// Nothing is allocated, and nothing asked of the kernel but to send, while nothing changes.
namespace tandem::engine::testing {

using vrrp::allocationsSoFar;

constexpr int rounds = 1000;

class SteadyState : public FleetTest
{
};

TEST_F(SteadyState, As500MastersAdvertisesAndDoesNothingElse)
{
    start();
    runFor(10s); // taken over, announced, told
    ASSERT_EQ(masters(), fleetSize);
    const auto version = engine.statusVersion();
    const auto sent = kernel.adverts;
    const auto announced = kernel.announcements;
    const auto added = kernel.adds;
    const auto before = allocationsSoFar();
    for (int round = 0; round < rounds; ++round) {
        clock.set(std::max(*engine.deadline(), clock.now()));
        engine.wake();
    }
    EXPECT_EQ(allocationsSoFar(), before);
    EXPECT_EQ(kernel.adverts - sent, rounds * fleetSize);
    EXPECT_EQ(kernel.announcements, announced);
    EXPECT_EQ(kernel.adds, added);
    EXPECT_EQ(kernel.removes, 0U);
    EXPECT_EQ(engine.statusVersion(), version);
}

TEST_F(SteadyState, AdvertsThatAreNearlyDueGoTogetherButNotInBurstsThatAReceiverCannotHold)
{
    int turns = 0;
    std::size_t largest = 0;
    kernel.onAdd = [&] { clock.advance(10us); }; // 5 ms from the first take-over to the last one
    start();
    runFor(10s);
    ASSERT_EQ(masters(), fleetSize);
    const auto sent = kernel.adverts;
    const Instant end = clock.now() + 10s;
    for (; *engine.deadline() <= end; ++turns) {
        const auto before = kernel.adverts;
        clock.set(std::max(*engine.deadline(), clock.now()));
        engine.wake();
        largest = std::max(largest, kernel.adverts - before);
    }
    EXPECT_EQ(kernel.adverts - sent, 10 * fleetSize);
    EXPECT_LE(turns, 10 * 8);
    EXPECT_LE(largest, 65U);
}

TEST_F(SteadyState, As500BackupsHearsAndDoesNothing)
{
    start();
    queueAdverts(200);
    engine.wake();
    runFor(100ms);
    ASSERT_EQ(masters(), 0U);
    const auto version = engine.statusVersion();
    const auto before = allocationsSoFar();
    for (int round = 0; round < rounds; ++round) {
        clock.advance(1s);
        kernel.read = 0; // the same adverts again
        engine.wake();
    }
    EXPECT_EQ(allocationsSoFar(), before);
    EXPECT_EQ(kernel.read, fleetSize);
    EXPECT_EQ(kernel.adverts + kernel.resignations + kernel.adds + kernel.removes + kernel.announcements, 0U);
    EXPECT_EQ(engine.statusVersion(), version);
    EXPECT_EQ(engine.status().latenessNs, 0);
}

TEST_F(SteadyState, ATakeOverOfAllAllocatesNothingBeforeItIsDone)
{
    start();
    const auto before = allocationsSoFar();
    std::size_t atLastAdvert = 0;
    kernel.onAdvert = [&](Slot) { atLastAdvert = allocationsSoFar(); };
    clock.set(*engine.deadline());
    engine.wake();
    EXPECT_EQ(kernel.adverts, fleetSize);
    EXPECT_EQ(atLastAdvert, before) << "told before it was done";
    EXPECT_GT(allocationsSoFar(), before) << "is told afterwards";
}

TEST_F(SteadyState, OfManyTakeOversNoAdvertOfAMasterIsLate)
{
    // All but the first are owned by the other node, which falls silent; the kernel takes 1 ms for each new VIP.
    start();
    queueAdverts(200);
    kernel.heard.erase(kernel.heard.begin());
    runFor(900ms); // so that an advert of the first is due amidst the take-overs
    for (int second = 0; second < 10; ++second) {
        kernel.read = 0;
        engine.wake();
        runFor(1s);
    }
    ASSERT_EQ(masters(), 1U);
    kernel.onAdd = [&] { clock.advance(1ms); };
    std::optional<Instant> last;
    Duration longestSilence{};
    kernel.onAdvert = [&](Slot slot) {
        if (slot != 0)
            return;
        if (last)
            longestSilence = std::max(longestSilence, clock.now() - *last);
        last = clock.now();
    };
    const Instant begin = clock.now();
    const auto drains = kernel.drains;
    Duration longestWake{};
    for (int turn = 0; turn < 100'000 && clock.now() < begin + 6s; ++turn) {
        clock.set(std::max(*engine.deadline(), clock.now()));
        const Instant woken = clock.now();
        engine.wake();
        longestWake = std::max(longestWake, clock.now() - woken);
    }
    EXPECT_EQ(masters(), fleetSize);
    EXPECT_LE(longestSilence, 1s + vrrp::Router::earliness(1s) + 2ms) << "they took half a second, one after the other";
    EXPECT_LE(longestWake, 6ms) << "the loop has other work, its beat above all";
    EXPECT_GT(kernel.drains - drains, 400U) << "the wire is listened to meanwhile";
}

} // namespace tandem::engine::testing
