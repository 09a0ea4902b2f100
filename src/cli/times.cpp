// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/times.h"

#include <QDateTime>
#include <algorithm>
#include <array>
#include <cstdio>

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

} // namespace tandem::cli
