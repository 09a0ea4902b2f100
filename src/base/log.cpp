// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"

#include "base/clock.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <unistd.h>

namespace tandem {

namespace {

std::string programName = "tandem"; // NOLINT: set once, before any thread starts

const char *wordOf(Severity severity)
{
    switch (severity) {
    case Severity::Error: return "error";
    case Severity::Warning: return "warning";
    case Severity::Notice: return "notice";
    case Severity::Info: return "info";
    case Severity::Debug: return "debug";
    }
    return "info";
}

std::string isoMilliseconds(std::int64_t wallNs)
{
    const std::time_t seconds = wallNs / 1'000'000'000;
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    std::array<char, 24> day{};
    std::strftime(day.data(), day.size(), "%Y-%m-%dT%H:%M:%S", &utc);
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%s.%03dZ", day.data(), static_cast<int>(wallNs / 1'000'000 % 1000));
    return text.data();
}

} // namespace

std::string logLine(Severity severity, std::string_view program, std::string_view text, std::int64_t wallNs,
                    bool underJournal)
{
    std::string line;
    if (underJournal)
        line = "<" + std::to_string(static_cast<int>(severity)) + ">";
    else
        line = isoMilliseconds(wallNs) + " " + std::string(program) + " " + wordOf(severity) + ": ";
    for (const char c : text)
        line += c == '\n' || c == '\r' ? ' ' : c;
    line += '\n';
    return line;
}

void logTo(Severity severity, std::string_view text)
{
    const std::string line =
        logLine(severity, programName, text, wallClockNs(), std::getenv("JOURNAL_STREAM") != nullptr);
    // One write a line, so that lines of several processes do not mix.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

void setLogProgram(std::string_view program)
{
    programName = program;
}

} // namespace tandem
