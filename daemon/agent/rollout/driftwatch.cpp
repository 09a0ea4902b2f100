// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/rollout/driftwatch.h"

#include "config/filetext.h"

#include <algorithm>

namespace tandem::agent {

DriftWatch::DriftWatch(std::string node, std::string digest, std::string text, Ask ask)
    : m_node(std::move(node)), m_digest(std::move(digest)), m_text(std::move(text)), m_ask(std::move(ask))
{
}

void DriftWatch::review(const std::vector<model::NodeStatus> &nodes, bool onTrialHere, Instant now)
{
    const bool onTrial =
        onTrialHere || std::ranges::any_of(nodes, [](const auto &node) { return node.trialUntilNs.has_value(); });
    for (const auto &node : nodes) {
        if (node.name == m_node || (!node.reachable && m_drifts.contains(node.name)))
            continue; // of one that is out of reach the last word stands
        if (onTrial || node.clusterFile.empty() || node.clusterFile == m_digest) {
            m_drifts.erase(node.name);
            continue;
        }
        const auto [found, isNew] = m_drifts.try_emplace(node.name, Drift{node.clusterFile, now, false, {}});
        Drift &drift = found->second;
        if (drift.digest != node.clusterFile)
            drift = {node.clusterFile, now, false, {}};
        if (!drift.told && now - drift.since >= grace)
            tell(node.name, drift);
    }
}

void DriftWatch::tell(const std::string &peer, Drift &drift)
{
    drift.told = true;
    m_ask(peer, [this, peer, digest = drift.digest](const std::string &theirs) {
        const auto found = m_drifts.find(peer);
        if (found == m_drifts.end() || found->second.digest != digest || theirs.empty())
            return;
        const auto difference = config::firstDifference(m_text, theirs);
        found->second.difference = difference.empty() ? "only comments, blanks or secrets differ" : difference;
    });
}

std::vector<Finding> DriftWatch::findings() const
{
    std::vector<Finding> list;
    for (const auto &[peer, drift] : m_drifts) {
        if (drift.told)
            list.push_back(
                {"cluster-file-differs", model::AlarmSeverity::Warning,
                 peer + " has another cluster file" + (drift.difference.empty() ? "" : ": " + drift.difference)});
    }
    return list;
}

} // namespace tandem::agent
