// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/eventlog.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

using namespace tandem;
using namespace tandem::fleet;

namespace {

model::Event anEvent(const std::string &node, std::uint64_t seq, std::int64_t timeNs)
{
    model::Event event;
    event.node = node;
    event.seq = seq;
    event.timeNs = timeNs;
    return event;
}

} // namespace

TEST(EventLog, KeepsTheOrderOfTimesWhateverTheOrderOfArrival)
{
    std::vector<model::Event> events;
    for (std::uint64_t seq = 1; seq <= 200; ++seq)
        for (const char *node : {"a", "b"})
            events.push_back(anEvent(node, seq, static_cast<std::int64_t>(seq / 3)));
    std::shuffle(events.begin(), events.end(), std::mt19937(7)); // NOLINT: the same each time
    EventLog log;
    std::vector<model::Event> mirror; // as a view keeps it
    QObject::connect(&log, &EventLog::inserted,
                     [&](int index) { mirror.insert(mirror.begin() + index, log.events()[std::size_t(index)]); });
    for (const auto &event : events)
        log.add(event);
    EXPECT_EQ(log.events().size(), 400U);
    EXPECT_TRUE(std::ranges::is_sorted(log.events(), [](const auto &x, const auto &y) {
        return std::tie(x.timeNs, x.node, x.seq) < std::tie(y.timeNs, y.node, y.seq);
    }));
    EXPECT_EQ(mirror, log.events());
    EXPECT_EQ(log.lastSeq("a"), 200U);
}

TEST(EventLog, IsBoundedAndLosesTheOldestFirst)
{
    EventLog log;
    std::size_t mirrored = 0; // rows, as a view counts them
    bool announced = false;
    QObject::connect(&log, &EventLog::inserted, [&](int) { ++mirrored; });
    QObject::connect(&log, &EventLog::aboutToDrop, [&](int) {
        announced = true;
        EXPECT_EQ(mirrored, log.events().size());
    });
    QObject::connect(&log, &EventLog::dropped, [&](int count) { mirrored -= static_cast<std::size_t>(count); });
    for (std::uint64_t seq = 1; seq <= EventLog::most; ++seq)
        log.add(anEvent("a", seq, static_cast<std::int64_t>(seq)));
    EXPECT_EQ(log.events().size(), EventLog::most);
    EXPECT_FALSE(announced);
    log.add(anEvent("b", 1, 5)); // older than most of the others: it goes with them
    EXPECT_TRUE(announced);
    EXPECT_EQ(log.events().size(), EventLog::most + 1 - EventLog::dropAtOnce);
    EXPECT_EQ(mirrored, log.events().size());
    EXPECT_EQ(log.events().front().seq, EventLog::dropAtOnce);
    EXPECT_EQ(log.events().back().seq, EventLog::most);
    log.add(anEvent("a", 1, 1)); // what went does not come again
    EXPECT_EQ(mirrored, log.events().size());
    EXPECT_EQ(log.lastSeq("a"), EventLog::most);
    EXPECT_EQ(log.lastSeq("b"), 1U);
}

TEST(EventLog, AddingTwiceDoesNothing)
{
    EventLog log;
    int inserted = 0;
    QObject::connect(&log, &EventLog::inserted, [&](int) { ++inserted; });
    for (int i = 0; i < 2; ++i)
        for (const std::uint64_t seq : {1, 3, 2})
            log.add(anEvent("a", seq, 5));
    EXPECT_EQ(inserted, 3);
    EXPECT_EQ(log.events().size(), 3U);
}

TEST(EventLog, ResumesBelowTheFirstGap)
{
    EventLog log;
    EXPECT_EQ(log.lastSeq("a"), 0U);
    log.add(anEvent("a", 1, 1));
    log.add(anEvent("a", 2, 2));
    log.add(anEvent("a", 5, 5));
    log.add(anEvent("b", 9, 9));
    EXPECT_EQ(log.lastSeq("a"), 2U);
    EXPECT_EQ(log.lastSeq("b"), 0U);
    log.add(anEvent("a", 4, 4));
    EXPECT_EQ(log.lastSeq("a"), 2U);
    log.add(anEvent("a", 3, 3));
    EXPECT_EQ(log.lastSeq("a"), 5U);
}

TEST(EventLog, WhatIsNotWantedLeavesNoGap)
{
    EventLog log;
    log.startAfter("a", 100);
    EXPECT_EQ(log.lastSeq("a"), 100U);
    log.add(anEvent("a", 100, 1));
    EXPECT_TRUE(log.events().empty());
    log.add(anEvent("a", 103, 3));
    log.startAfter("a", 102);
    EXPECT_EQ(log.lastSeq("a"), 103U);
    log.startAfter("a", 50);
    EXPECT_EQ(log.lastSeq("a"), 103U) << "never backwards";
}

TEST(EventLog, AJournalThatBeginsAnewIsHeardFromItsFirstEvent)
{
    EventLog log;
    log.add(anEvent("a", 1, 1));
    log.restart("a");
    log.add(anEvent("a", 1, 50));
    EXPECT_EQ(log.events().size(), 2U);
    EXPECT_EQ(log.lastSeq("a"), 1U);
}
