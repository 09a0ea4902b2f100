// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tandem::keepalived {

/// When a line was written, as far as it says so.
struct LogTime
{
    std::optional<int> year; ///< nothing: syslog's short form has none
    unsigned month = 1;
    unsigned day = 1;
    std::chrono::nanoseconds sinceMidnight{};
    std::optional<std::chrono::minutes> zone; ///< east of UTC; nothing: the host's own, which the line does not name
    std::chrono::nanoseconds resolution{};    ///< the moment lies within this after the time
};

/// A line of Keepalived's log, without what syslog, journald, docker and compose put around it.
struct LogLine
{
    std::optional<LogTime> time; ///< nothing: the line has none, or it is cut off
    std::string host;            ///< empty: not said
    std::string program;         ///< "Keepalived_vrrp", …; empty: a console's line
    std::string pid;
    std::string message;
};

inline constexpr std::size_t longestLogLine = 4096; ///< octets; what is longer is cut there

/// Nothing: the line is not Keepalived's.
std::optional<LogLine> readLogLine(std::string_view line);

} // namespace tandem::keepalived
