// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/timeline/timescale.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tandem::gui {

namespace {

constexpr std::int64_t ms = 1'000'000;
constexpr std::int64_t s = 1000 * ms;
constexpr std::int64_t min = 60 * s;
constexpr std::int64_t h = 60 * min;
constexpr std::int64_t d = 24 * h;

constexpr std::array<std::int64_t, 34> steps{
    ms,     2 * ms, 5 * ms, 10 * ms, 20 * ms, 50 * ms, 100 * ms, 200 * ms, 500 * ms, s,      2 * s, 5 * s,
    10 * s, 15 * s, 30 * s, min,     2 * min, 5 * min, 10 * min, 15 * min, 30 * min, h,      2 * h, 3 * h,
    6 * h,  12 * h, d,      2 * d,   7 * d,   14 * d,  28 * d,   56 * d,   112 * d,  364 * d};

} // namespace

TimeScale::TimeScale(std::int64_t beginNs, std::int64_t endNs, double left, double width)
{
    setPixels(left, width);
    setRange(beginNs, endNs);
}

void TimeScale::setPixels(double left, double width)
{
    m_left = left;
    m_width = std::max(1.0, width);
}

void TimeScale::setRange(std::int64_t beginNs, std::int64_t endNs)
{
    const std::int64_t wanted = endNs - beginNs;
    m_spanNs = std::clamp(wanted, shortestNs, longestNs);
    m_beginNs = beginNs + (wanted - m_spanNs) / 2;
}

double TimeScale::xOf(std::int64_t ns) const
{
    // The difference first: it is exact in a double where the time itself is not.
    return m_left + static_cast<double>(ns - m_beginNs) * m_width / static_cast<double>(m_spanNs);
}

std::int64_t TimeScale::nsAt(double x) const
{
    return m_beginNs + std::llround((x - m_left) / m_width * static_cast<double>(m_spanNs));
}

void TimeScale::zoomAt(double x, double factor)
{
    const std::int64_t fixed = nsAt(x);
    const double wanted = static_cast<double>(m_spanNs) * factor;
    const auto span =
        static_cast<std::int64_t>(std::clamp(wanted, static_cast<double>(shortestNs), static_cast<double>(longestNs)));
    const double share = (x - m_left) / m_width;
    m_beginNs = fixed - std::llround(share * static_cast<double>(span));
    m_spanNs = span;
}

void TimeScale::panPixels(double dx)
{
    m_beginNs -= std::llround(dx * nsPerPixel());
}

void TimeScale::moveEndTo(std::int64_t ns)
{
    m_beginNs = ns - m_spanNs;
}

void TimeScale::reveal(std::int64_t ns)
{
    const std::int64_t margin = m_spanNs / 10;
    if (ns < m_beginNs + margin)
        m_beginNs = ns - margin;
    else if (ns > endNs() - margin)
        m_beginNs = ns + margin - m_spanNs;
}

std::int64_t TimeScale::tickStep(double leastPixels) const
{
    const double least = leastPixels * nsPerPixel();
    for (const std::int64_t step : steps)
        if (static_cast<double>(step) >= least)
            return step;
    return steps.back();
}

std::vector<std::int64_t> TimeScale::ticks(std::int64_t stepNs) const
{
    std::vector<std::int64_t> result;
    if (stepNs <= 0 || m_spanNs / stepNs > 10'000)
        return result;
    std::int64_t first = m_beginNs / stepNs * stepNs;
    if (first < m_beginNs)
        first += stepNs;
    for (std::int64_t ns = first; ns <= endNs(); ns += stepNs)
        result.push_back(ns);
    return result;
}

} // namespace tandem::gui
