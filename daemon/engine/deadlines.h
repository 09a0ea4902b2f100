// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

namespace tandem::engine {

/// When each instance is due, in one row of memory: a scan of 500 costs less than chasing them.
class Deadlines
{
public:
    static constexpr Instant never = Instant::max();

    void reset(std::size_t instances) { m_due.assign(instances, never); }
    void set(std::size_t index, const std::optional<Instant> &due) { m_due[index] = due.value_or(never); }
    bool isDue(std::size_t index, Instant now) const { return m_due[index] <= now; }
    Instant at(std::size_t index) const { return m_due[index]; }
    std::size_t size() const { return m_due.size(); }
    std::optional<Instant> first() const
    {
        Instant first = never;
        for (const Instant due : m_due)
            first = std::min(first, due);
        return first == never ? std::nullopt : std::optional(first);
    }

private:
    std::vector<Instant> m_due;
};

} // namespace tandem::engine
