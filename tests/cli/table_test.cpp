// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/table.h"

#include "cli/times.h"

#include <gtest/gtest.h>
#include <sstream>

using namespace tandem::cli;

TEST(Table, AlignsColumnsByCharactersNotBytes)
{
    Table table({"NAME", "SEQ", "TEXT"});
    table.setRightAligned(1);
    table.add({"zürich", "7", "first"});
    table.add({"b", "1234", ""});
    std::ostringstream out;
    table.write(out);
    EXPECT_EQ(out.str(), "NAME     SEQ  TEXT\n"
                         "zürich     7  first\n"
                         "b       1234  -\n");
}

TEST(Table, ShowsNoControlCharacters)
{
    EXPECT_EQ(printable("a\033[2Jb\nc\x7f"), "a?[2Jb?c?");
}

TEST(Times, DurationsAreClocksWithDays)
{
    EXPECT_EQ(durationText(-5), "00:00:00");
    EXPECT_EQ(durationText(12'900'000'000), "00:00:12");
    EXPECT_EQ(durationText(3'661'000'000'000), "01:01:01");
    EXPECT_EQ(durationText(90'000'000'000'000), "1d 01:00:00");
}
