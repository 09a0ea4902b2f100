// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/clusterfindings.h"

#include "daemon/agent/mode/clusterrules.h"

#include <algorithm>

namespace tandem::agent {

/// The first node of the file that is in reach, or was until just now.
bool ClusterFindings::tells(const ClusterView &view, Instant now)
{
    std::map<std::string, Instant> silent;
    bool tells = true;
    for (const model::NodeStatus &node : view.nodes) {
        if (node.name == view.self)
            break;
        if (node.reachable) {
            tells = false;
            continue;
        }
        const auto before = m_silentFrom.find(node.name);
        const Instant since = before == m_silentFrom.end() ? now : before->second;
        silent[node.name] = since;
        tells = tells && now - since >= tellerGrace;
    }
    m_silentFrom = std::move(silent);
    return tells;
}

std::vector<Finding> ClusterFindings::look(const ClusterView &view, Instant now, std::int64_t wallNs)
{
    const bool forAll = tells(view, now);
    std::map<std::string, Begun> begun;
    std::vector<Finding> findings;
    for (Wrong &wrong : wrongsOf(view)) {
        const auto before = m_begun.find(wrong.code);
        const Begun &since =
            begun.try_emplace(wrong.code, before == m_begun.end() ? Begun{now, wallNs} : before->second).first->second;
        if (now - since.at >= wrong.grace && (forAll || wrong.ofThisNode))
            findings.push_back({wrong.code, wrong.severity, std::move(wrong.text), since.wallNs});
    }
    m_begun = std::move(begun);
    return findings;
}

} // namespace tandem::agent
