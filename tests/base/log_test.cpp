// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"
#include "base/result.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(Log, OnATerminalALineHasTimeProgramAndWord)
{
    EXPECT_EQ(logLine(Severity::Warning, "tandemd", "text", 1'767'225'600'007'000'000, false),
              "2026-01-01T00:00:00.007Z tandemd warning: text\n");
}

TEST(Log, UnderJournaldALineHasThePriorityPrefix)
{
    EXPECT_EQ(logLine(Severity::Warning, "tandemd", "text", 0, true), "<4>text\n");
}

TEST(Log, ALineStaysOneLine)
{
    EXPECT_EQ(logLine(Severity::Info, "tandemd", "a\nb\rc", 0, true), "<6>a b c\n");
}

TEST(Error, IsDescribedWithPlaceAndFix)
{
    EXPECT_EQ(describe({ErrorCode::BadFile, "f:1:2", "no such key", "remove it"}), "f:1:2: no such key; remove it");
    EXPECT_EQ(describe({ErrorCode::System, "", "text", ""}), "text");
}

} // namespace
} // namespace tandem
