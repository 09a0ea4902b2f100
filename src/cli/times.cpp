// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/times.h"

#include <QDateTime>
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <map>

namespace tandem::cli {

std::string timeText(std::int64_t timeNs)
{
    return QDateTime::fromMSecsSinceEpoch(timeNs / 1'000'000).toString("yyyy-MM-dd HH:mm:ss.zzz").toStdString();
}

std::string durationText(std::int64_t ns)
{
    const long long seconds = std::max<long long>(0, ns / 1'000'000'000);
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%02lld:%02lld:%02lld", seconds / 3600 % 24, seconds / 60 % 60,
                  seconds % 60);
    const long long days = seconds / 86400;
    return (days > 0 ? std::to_string(days) + "d " : std::string()) + text.data();
}

Result<std::chrono::seconds> durationOf(const std::string &text)
{
    static const std::map<std::string, std::int64_t> units{{"", 1}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};
    constexpr std::int64_t most = 1'000'000;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto unit = units.find(std::string(end, text.data() + text.size()));
    if (error != std::errc() || unit == units.end() || number < 0 || number > most)
        return fail(ErrorCode::Usage, {}, "\"" + text + "\" is no duration", "write 90s, 15m, 1h or 2d");
    return std::chrono::seconds(number * unit->second);
}

} // namespace tandem::cli
