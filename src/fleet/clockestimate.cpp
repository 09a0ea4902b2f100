// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/clockestimate.h"

#include <algorithm>
#include <cstdlib>

namespace tandem::fleet {

namespace {

constexpr std::size_t kept = 8; // RFC 5905, 7.2: NSTAGE
constexpr std::int64_t latest =
    4'000'000'000'000'000'000; // 2096; later ones are nonsense, and their sums might overflow

bool isTime(std::int64_t ns)
{
    return ns > 0 && ns <= latest;
}

} // namespace

void ClockEstimate::add(std::int64_t t0, std::int64_t t1, std::int64_t t2, std::int64_t t3)
{
    if (!isTime(t0) || !isTime(t1) || !isTime(t2) || !isTime(t3) || t2 < t1 || t3 < t0 || t3 - t0 < t2 - t1)
        return;
    // RFC 5905, 8: theta = ((t1 - t0) + (t2 - t3)) / 2, delta = (t3 - t0) - (t2 - t1). At worst all of delta was spent
    // in one direction: +/- delta / 2.
    const std::int64_t offset = ((t1 - t0) + (t2 - t3)) / 2;
    m_samples.push_back({offset, ((t3 - t0) - (t2 - t1) + 1) / 2});
    if (m_samples.size() > kept)
        m_samples.pop_front();
}

const ClockEstimate::Sample &ClockEstimate::best() const
{
    return *std::ranges::min_element(m_samples, {}, &Sample::errorNs);
}

std::int64_t ClockEstimate::offsetNs() const
{
    return isKnown() ? best().offsetNs : 0;
}

std::int64_t ClockEstimate::errorNs() const
{
    return isKnown() ? best().errorNs : 0;
}

bool ClockEstimate::isOffset() const
{
    return std::llabs(offsetNs()) > errorNs();
}

std::int64_t ClockEstimate::toOurs(std::int64_t theirNs) const
{
    return isTime(theirNs) && isOffset() ? theirNs - offsetNs() : theirNs; // 0 is "never"
}

std::int64_t ClockEstimate::errorOfOursNs() const
{
    return isOffset() ? errorNs() : errorNs() + std::llabs(offsetNs());
}

} // namespace tandem::fleet
