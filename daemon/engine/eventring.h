// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"

#include <cstdint>
#include <deque>

namespace tandem::engine {

/// The engine's last events, numbered from 1 since its start. What is pushed out was lost to an agent that did not read
/// it, and shows as a gap in the numbers.
class EventRing
{
public:
    static constexpr std::size_t capacity = 2048;

    /// Gives the event its number.
    const model::Event &push(model::Event event)
    {
        event.seq = ++m_last;
        if (m_events.size() == capacity)
            m_events.pop_front();
        return m_events.emplace_back(std::move(event));
    }
    std::uint64_t last() const { return m_last; }
    /// The first kept event with a number above `seq`; nothing when there is none.
    const model::Event *after(std::uint64_t seq) const
    {
        if (seq >= m_last)
            return nullptr;
        const std::uint64_t first = m_last - m_events.size() + 1;
        return seq < first ? &m_events.front() : &m_events[seq - first + 1];
    }

private:
    std::deque<model::Event> m_events;
    std::uint64_t m_last = 0;
};

} // namespace tandem::engine
