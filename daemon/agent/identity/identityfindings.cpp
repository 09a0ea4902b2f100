// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/identity/identityfindings.h"

#include <algorithm>

namespace tandem::agent {

Duration IdentityFindings::graceOf(std::string_view code) const
{
    return code == "vip-not-answering" ? m_graces.silent : m_graces.answered;
}

void IdentityFindings::look(const std::vector<VipSighting> &sightings, const IdentityView &view, Instant now,
                            std::int64_t wallNs)
{
    if (sightings.empty())
        return;
    const std::string &vip = sightings.front().answer.vip;
    std::map<std::pair<std::string, std::string>, Wrong> wrongs;
    for (VipWrong &wrong : wrongsOf(sightings, view)) {
        const std::pair key(vip, std::string(wrong.code));
        const auto before = m_wrongs.find(key);
        Wrong &one = wrongs[key];
        one.since = before == m_wrongs.end() ? now : before->second.since;
        one.sinceNs = before == m_wrongs.end() ? wallNs : before->second.sinceNs;
        one.lasts = now - one.since >= graceOf(wrong.code);
        one.newest = std::move(wrong);
    }
    forget(vip);
    m_wrongs.merge(wrongs);
}

void IdentityFindings::forget(const std::string &vip)
{
    std::erase_if(m_wrongs, [&](const auto &entry) { return entry.first.first == vip; });
}

std::vector<Finding> IdentityFindings::findings() const
{
    std::map<std::string_view, Finding> byCode;
    std::map<std::string_view, std::size_t> count;
    for (const auto &[key, wrong] : m_wrongs) {
        if (!wrong.lasts)
            continue;
        const std::size_t number = ++count[wrong.newest.code];
        Finding &finding = byCode[wrong.newest.code];
        finding.code = wrong.newest.code;
        finding.severity = std::max(finding.severity, wrong.newest.severity);
        finding.sinceNs = number == 1 ? wrong.sinceNs : std::min(finding.sinceNs, wrong.sinceNs);
        if (number <= mostNamed)
            finding.text += (number == 1 ? "" : "; ") + wrong.newest.text;
    }
    std::vector<Finding> list;
    for (auto &[code, finding] : byCode) {
        if (count[code] > mostNamed)
            finding.text += "; and " + std::to_string(count[code] - mostNamed) + " more";
        list.push_back(std::move(finding));
    }
    return list;
}

} // namespace tandem::agent
