// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keepalived/loglines.h"
#include "model/event.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::keepalived {

struct LogOptions
{
    std::chrono::year_month_day today; ///< no line is later, unless the log itself says its year
    std::optional<int> year;           ///< of the last line; nothing: the newest that is not in the future
    std::chrono::minutes zone{0};      ///< east of UTC, of lines that do not name theirs
    std::string node;                  ///< of lines that name no host; empty: "keepalived"
    bool allAreNode = false;           ///< `node` whatever host the lines name
};

/// What a log says, and what of it could not be used.
struct LogHistory
{
    std::vector<model::Event> events; ///< by time; numbered per node, from 1
    std::size_t lines = 0;            ///< of Keepalived
    std::size_t foreign = 0;          ///< of somebody else, or empty
    std::size_t untimed = 0;          ///< of Keepalived, without a time
    std::size_t notUnderstood = 0;    ///< lines about an instance, a script or a group
    std::vector<std::size_t> unread;  ///< the numbers of the first of them
    bool isCut = false;               ///< there was more than the bounds allow
};

inline constexpr std::size_t longestLog = 64 * 1024 * 1024UL; ///< octets
inline constexpr std::size_t mostLogEvents = 100'000;
inline constexpr std::size_t mostLogHosts = 64;
inline constexpr std::size_t mostLogInstances = 10'000; ///< of all hosts

/// The log of one file, of one host or several. Total, and linear in its length.
LogHistory readLog(std::string_view text, const LogOptions &options);

/// Several histories as one.
LogHistory joined(std::vector<LogHistory> histories);

} // namespace tandem::keepalived
