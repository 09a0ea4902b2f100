// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tandem {

enum class Severity : std::uint8_t { Error = 3, Warning = 4, Notice = 5, Info = 6, Debug = 7 }; // syslog(3) levels

/// One line of a program's log on standard error: "<4>text" under journald (JOURNAL_STREAM is set), else
/// "2026-01-01T00:00:00.000Z tandemd warning: text". Line breaks in `text` become spaces.
/// Never called on the failover path: it may block on a full pipe.
std::string logLine(Severity severity, std::string_view program, std::string_view text, std::int64_t wallNs,
                    bool underJournal);

/// Writes logLine() for now, for the program named once at start with setLogProgram().
void logTo(Severity severity, std::string_view text);
void setLogProgram(std::string_view program);

} // namespace tandem
