// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/loginwatch.h"

#include <algorithm>

namespace tandem::agent {

namespace {

/// At ten looks a second a window would be long: readings that say nothing new, or come faster than this, are merged.
constexpr std::chrono::milliseconds apart{500};
constexpr std::size_t mostReadings = 128;

} // namespace

void LoginWatch::take(std::optional<std::int64_t> failed, std::optional<std::int64_t> limit, Instant now)
{
    if (limit)
        m_limit = *limit; // else: not asked this time, or a MaxScale that has no such parameter
    if (!failed)
        return;
    if (!m_readings.empty() && *failed < m_readings.back().second)
        m_readings.clear(); // MaxScale has restarted: it counts from 0 again
    if (m_readings.size() >= 2 && now - m_readings[m_readings.size() - 2].first < apart)
        m_readings.back() = {now, *failed};
    else
        m_readings.emplace_back(now, *failed);
    while (m_readings.size() > 2 && (m_readings[1].first <= now - window || m_readings.size() > mostReadings))
        m_readings.pop_front();
}

std::int64_t LoginWatch::failedSince(Instant from) const
{
    // From the last reading before the window: what came between the two may be of the window.
    std::int64_t before = m_readings.front().second;
    for (const auto &[at, failed] : m_readings)
        if (at <= from)
            before = failed;
    return m_readings.back().second - before;
}

std::optional<Finding> LoginWatch::finding(Instant now) const
{
    if (m_readings.empty() || m_limit <= 0) // 0: MaxScale blocks nobody
        return std::nullopt;
    const std::int64_t failed = failedSince(now - window);
    if (failed < std::max<std::int64_t>(m_limit / 2, 2))
        return std::nullopt;
    return Finding{"logins-failing", model::AlarmSeverity::Warning,
                   std::to_string(failed) + " logins failed within a minute: after about " + std::to_string(m_limit) +
                       " of one address (for each of its threads) MaxScale blocks it for a minute with error 1129. Its "
                       "log names user and address"};
}

} // namespace tandem::agent
