// SPDX-License-Identifier: GPL-3.0-or-later
#include "routerbench.h"
#include "virtualnetwork.h"
#include "vrrp/masterwatch.h"

#include <gtest/gtest.h>
#include <map>
#include <random>

/// Who looks on sees two masters, and one that flaps; hand-overs are neither; hostile timing costs bounded work.
namespace tandem::vrrp {
namespace {

using namespace std::chrono_literals;

class Watcher
{
public:
    MasterWatch::Sight hear(const char *sender, int priority, Duration interval = 1s)
    {
        return m_watch.hear(ip(sender), Priority(static_cast<std::uint8_t>(priority)), interval, m_now);
    }
    void pass(Duration duration) { m_now += duration; }

private:
    MasterWatch m_watch;
    Instant m_now{};
};

TEST(MasterWatch, OfTwoThatBothGoOnTheOneThatShouldGiveWayIsNamed)
{
    Watcher watcher;
    for (int i = 0; i < 2; ++i) {
        EXPECT_FALSE(watcher.hear("10.77.0.1", 150).second);
        watcher.pass(300ms);
        EXPECT_FALSE(watcher.hear("10.77.0.2", 100).second);
        watcher.pass(700ms);
    }
    watcher.hear("10.77.0.1", 150);
    EXPECT_EQ(watcher.hear("10.77.0.2", 100).second, ip("10.77.0.2"));
    watcher.pass(1s);
    EXPECT_EQ(watcher.hear("10.77.0.1", 150).second, ip("10.77.0.2"));
}

TEST(MasterWatch, OfEqualPriorityTheSmallerAddressShouldGiveWay)
{
    Watcher watcher;
    std::optional<IpAddress> second;
    for (int i = 0; i < 3; ++i) {
        watcher.hear("10.77.0.9", 100);
        second = watcher.hear("10.77.0.10", 100).second;
        watcher.pass(1s);
    }
    EXPECT_EQ(second, ip("10.77.0.9"));
    EXPECT_EQ(watcher.hear("10.77.0.9", 100).second, ip("10.77.0.9")); // whoever speaks
}

TEST(MasterWatch, AHandOverWithItsFarewellIsNoSecondMaster)
{
    Watcher watcher;
    const auto lead = [&](const char *master, const char *former, int adverts) {
        watcher.hear(master, 150);
        watcher.pass(1ms);
        EXPECT_FALSE(watcher.hear(former, 100).second); // its farewell, twice
        watcher.pass(2ms);
        EXPECT_FALSE(watcher.hear(former, 100).second);
        EXPECT_FALSE(watcher.hear(master, 150).second); // answers
        watcher.pass(997ms);
        for (int i = 1; i < adverts; ++i) {
            EXPECT_FALSE(watcher.hear(master, 150).second);
            watcher.pass(1s);
        }
    };
    for (int move = 0; move < 10; ++move) {
        lead("10.77.0.1", "10.77.0.2", 3);
        lead("10.77.0.2", "10.77.0.1", 5);
    }
}

TEST(MasterWatch, WhoFellSilentOrResignedIsNoMaster)
{
    Watcher watcher;
    for (int i = 0; i < 5; ++i) {
        watcher.hear("10.77.0.1", 150);
        watcher.pass(1s);
    }
    watcher.hear("10.77.0.1", 0);
    for (int i = 0; i < 5; ++i) {
        EXPECT_FALSE(watcher.hear("10.77.0.2", 100).second);
        watcher.pass(1s);
    }
}

TEST(MasterWatch, OfTwoMastersOneThatResignsLeavesTheOtherAlone)
{
    Watcher watcher;
    for (int i = 0; i < 4; ++i) {
        watcher.hear("10.77.0.1", 150);
        watcher.hear("10.77.0.2", 100);
        watcher.pass(1s);
    }
    EXPECT_TRUE(watcher.hear("10.77.0.1", 150).second);
    watcher.hear("10.77.0.2", 0);
    watcher.pass(200ms);
    EXPECT_FALSE(watcher.hear("10.77.0.1", 150).second);
}

TEST(MasterWatch, APriorityThatChangesAgainAndAgainIsFlappingUntilItIsQuiet)
{
    Watcher watcher;
    bool flaps = false;
    for (int i = 0; i < 12; ++i) {
        EXPECT_FALSE(flaps) << i;
        flaps = watcher.hear("10.77.0.1", i % 2 == 0 ? 150 : 50).flaps;
        watcher.pass(100ms);
    }
    EXPECT_TRUE(flaps); // the eleventh change
    for (int i = 0; i < 10; ++i) {
        watcher.pass(1s);
        EXPECT_TRUE(watcher.hear("10.77.0.1", 150).flaps || i == 9) << i;
    }
    watcher.pass(12s);
    watcher.hear("10.77.0.1", 150);
    watcher.pass(1s);
    EXPECT_FALSE(watcher.hear("10.77.0.1", 150).flaps);
}

TEST(MasterWatch, AfterALongSilenceFlappingIsForgotten)
{
    Watcher watcher;
    for (int i = 0; i < 12; ++i)
        watcher.hear("10.77.0.1", i % 2 == 0 ? 150 : 50);
    watcher.pass(21s);
    EXPECT_FALSE(watcher.hear("10.77.0.1", 150).flaps);
}

TEST(MasterWatch, ResignationsCountAsChangesToo)
{
    Watcher watcher;
    bool flaps = false;
    for (int i = 0; i < 12; ++i)
        flaps = watcher.hear("10.77.0.1", i % 2 == 0 ? 150 : 0).flaps;
    EXPECT_TRUE(flaps);
}

TEST(MasterWatch, AWeightThatComesAndGoesOnceASecondForAWhileIsNot)
{
    Watcher watcher;
    for (int i = 0; i < 60; ++i) {
        EXPECT_FALSE(watcher.hear("10.77.0.1", i % 6 < 3 ? 150 : 130).flaps);
        watcher.pass(1s);
    }
}

TEST(MasterWatch, MadeUpSendersTakeNoMoreThanItsPlacesAndKeepNoneForEver)
{
    Watcher watcher;
    for (int i = 0; i < 1000; ++i)
        watcher.hear(("10.1." + std::to_string(i / 250) + "." + std::to_string(i % 250)).c_str(), 100);
    std::optional<IpAddress> second;
    const auto twoMasters = [&] {
        for (int i = 0; i < 4; ++i) {
            watcher.hear("10.77.0.1", 150);
            second = watcher.hear("10.77.0.2", 100).second;
            watcher.pass(1s);
        }
    };
    twoMasters();
    EXPECT_FALSE(second);
    watcher.pass(10s);
    twoMasters();
    EXPECT_EQ(second, ip("10.77.0.2"));
}

// ---- In the router --------------------------------------------------------------------------------------------------

TEST(HostileTiming, ABackupTellsOfASecondMasterOnce)
{
    RouterBench bench(RouterBench::config());
    bench.start();
    std::string told;
    for (int i = 0; i < 100; ++i) {
        told += bench.hear({.address = "10.77.0.2", .priority = 150});
        told += bench.hear({.address = "10.77.0.3", .priority = 120});
        bench.run(1s);
    }
    EXPECT_EQ(told, "odd second-master");
    EXPECT_EQ(bench.lastOddity().sender, ip("10.77.0.3"));
}

TEST(HostileTiming, AThousandAdvertsASecondOfAlternatingPriorityAreToldOnceAndMoveABackupNotAtAll)
{
    RouterBench bench(RouterBench::config());
    bench.start();
    std::string told;
    for (int i = 0; i < 60'000; ++i) {
        told += bench.hear({.priority = static_cast<std::uint8_t>(i % 2 == 0 ? 150 : 50)});
        told += bench.run(1ms);
    }
    EXPECT_EQ(told, "odd flapping");
    EXPECT_EQ(bench.lastOddity().sender, ip("10.77.0.2"));
}

TEST(HostileTiming, AgainstAMasterTheyCostOneYieldAndAlternatingListsAndIntervalsNoMoreAlarmsThanTheBound)
{
    auto with = RouterBench::config();
    with.addresses = {ip("10.77.0.100"), ip("10.77.0.101")};
    RouterBench bench(with);
    bench.start();
    bench.run(6s);
    std::map<std::string, int> words;
    std::mt19937 random(20261123);
    for (int i = 0; i < 60'000; ++i) {
        Peer peer{.priority = static_cast<std::uint8_t>(random() % 256)};
        if (random() % 2 == 0)
            peer.addresses = with.addresses;
        peer.interval = std::chrono::milliseconds(10 * (1 + random() % 100));
        const auto effects = bench.hear(peer);
        words["odd"] += effects.find("odd ") != std::string::npos;
        words["advert"] += effects.find("advert ") == 0;
        words["MASTER>BACKUP"] += effects.find("MASTER>BACKUP") != std::string::npos;
        bench.run(1ms);
    }
    EXPECT_LE(words["odd"], static_cast<int>(OddityRegister::mostTold));
    EXPECT_GT(words["odd"], 2);
    EXPECT_LE(words["MASTER>BACKUP"], 2);
    EXPECT_LE(words["advert"], 2 + 60 * static_cast<int>(Router::mostAnswers));
}

} // namespace
} // namespace tandem::vrrp
