// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/prober/outagelog.h"

#include <algorithm>
#include <utility>

namespace tandem::bench {

void OutageLog::add(ProbeResult result)
{
    m_waiting.emplace(result.number, std::move(result));
    advance();
}

void OutageLog::mark(std::string name, std::uint64_t firstOfNext)
{
    m_marks.push_back({std::move(name), firstOfNext});
    advance();
}

std::vector<Section> OutageLog::takeSections()
{
    return std::exchange(m_complete, {});
}

void OutageLog::advance()
{
    while (true) {
        while (!m_marks.empty() && m_marks.front().firstOfNext <= m_next) {
            close(m_marks.front().name);
            m_marks.erase(m_marks.begin());
        }
        const auto first = m_waiting.begin();
        if (first == m_waiting.end() || first->first != m_next)
            return;
        count(first->second);
        m_waiting.erase(first);
        ++m_next;
    }
}

void OutageLog::count(const ProbeResult &result)
{
    if (m_section.probes++ == 0)
        m_section.beginNs = result.startNs;
    m_section.endNs = result.startNs;
    if (m_lastStartNs)
        m_section.longestGapNs = std::max(m_section.longestGapNs, result.startNs - *m_lastStartNs);
    m_lastStartNs = result.startNs;

    const bool down = !m_section.outages.empty() && !m_section.outages.back().endNs;
    if (!result.failure.empty()) {
        ++m_section.failed;
        ++m_section.failures[result.failure];
        if (!down)
            m_section.outages.push_back({result.startNs, std::nullopt});
        return;
    }
    if (down)
        m_section.outages.back().endNs = result.startNs;
    auto &services = m_section.services;
    if (services.empty() || services.back().versionString != result.versionString)
        services.push_back({result.versionString, result.startNs, result.startNs, 0});
    services.back().endNs = result.startNs;
    ++services.back().probes;
}

void OutageLog::close(const std::string &name)
{
    m_section.name = name;
    Section next;
    // An outage that is not over goes on in the next section, from when it began.
    if (!m_section.outages.empty() && !m_section.outages.back().endNs)
        next.outages.push_back(m_section.outages.back());
    m_complete.push_back(std::exchange(m_section, std::move(next)));
}

} // namespace tandem::bench
