// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/alarmbook.h"

#include <algorithm>
#include <tuple>

namespace tandem::agent {

AlarmBook::Changes AlarmBook::update(const std::vector<Finding> &findings, std::int64_t nowNs)
{
    std::map<std::string, model::Alarm> next;
    for (const Finding &finding : findings) {
        auto [at, isNew] = next.try_emplace(finding.code);
        model::Alarm &alarm = at->second;
        if (isNew)
            alarm = {m_node + "/" + finding.code,
                     finding.code,
                     finding.severity,
                     m_node,
                     {},
                     finding.sinceNs > 0 ? finding.sinceNs : nowNs,
                     finding.text};
        else
            alarm.text += "; " + finding.text;
        alarm.severity = std::max(alarm.severity, finding.severity);
    }
    Changes changes;
    for (auto &[code, alarm] : next) {
        const auto before = m_alarms.find(code);
        if (before == m_alarms.end()) {
            changes.raised.push_back(alarm);
        } else {
            alarm.sinceNs = before->second.sinceNs;
            changes.texts = changes.texts || alarm != before->second;
        }
    }
    for (const auto &[code, alarm] : m_alarms)
        if (!next.contains(code))
            changes.cleared.push_back(alarm);
    m_alarms = std::move(next);
    return changes;
}

std::vector<model::Alarm> AlarmBook::alarms() const
{
    std::vector<model::Alarm> list;
    for (const auto &[code, alarm] : m_alarms)
        list.push_back(alarm);
    std::ranges::sort(list, [](const model::Alarm &a, const model::Alarm &b) {
        return std::tuple(-static_cast<int>(a.severity), a.sinceNs, a.code) <
               std::tuple(-static_cast<int>(b.severity), b.sinceNs, b.code);
    });
    return list;
}

} // namespace tandem::agent
