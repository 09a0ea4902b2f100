// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/eventlog.h"

#include <algorithm>
#include <tuple>

namespace tandem::fleet {

namespace {

bool isBefore(const model::Event &a, const model::Event &b)
{
    return std::tie(a.timeNs, a.node, a.seq) < std::tie(b.timeNs, b.node, b.seq);
}

} // namespace

EventLog::EventLog(QObject *parent) : QObject(parent) {}

void EventLog::add(const model::Event &event)
{
    Numbers &numbers = m_numbers[event.node];
    if (event.seq <= numbers.last || !numbers.beyond.insert(event.seq).second)
        return;
    close(numbers);
    const auto at = m_events.insert(std::ranges::upper_bound(m_events, event, isBefore), event);
    emit inserted(static_cast<int>(at - m_events.begin()));
    if (m_events.size() > most)
        dropOldest();
}

/// Their numbers stay known: they do not come again.
void EventLog::dropOldest()
{
    emit aboutToDrop(static_cast<int>(dropAtOnce));
    m_events.erase(m_events.begin(), m_events.begin() + static_cast<std::ptrdiff_t>(dropAtOnce));
    emit dropped(static_cast<int>(dropAtOnce));
}

std::uint64_t EventLog::lastSeq(const std::string &node) const
{
    const auto found = m_numbers.find(node);
    return found == m_numbers.end() ? 0 : found->second.last;
}

void EventLog::startAfter(const std::string &node, std::uint64_t seq)
{
    Numbers &numbers = m_numbers[node];
    numbers.last = std::max(numbers.last, seq);
    close(numbers);
}

void EventLog::restart(const std::string &node)
{
    m_numbers.erase(node);
}

void EventLog::close(Numbers &numbers)
{
    while (!numbers.beyond.empty() && *numbers.beyond.begin() <= numbers.last + 1) {
        numbers.last = std::max(numbers.last, *numbers.beyond.begin());
        numbers.beyond.erase(numbers.beyond.begin());
    }
}

} // namespace tandem::fleet
