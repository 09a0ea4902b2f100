// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "daemon/agent/health/finding.h"
#include "model/nodestatus.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace tandem::agent {

/// Whether the other hosts have the same cluster file, and what differs first where they have not. Not while a file is
/// on trial anywhere, nor before it has lasted: a roll-out goes from host to host. Pure but for what it is given.
class DriftWatch
{
public:
    /// The text in force on a peer, without secrets, sooner or later; or nothing where it cannot be had.
    using Ask = std::function<void(const std::string &peer, std::function<void(std::string text)> reply)>;

    /// `text` is that of the own file, without secrets.
    DriftWatch(std::string node, std::string digest, std::string text, Ask ask);

    /// `nodes`: the newest word of each, the own one included.
    void review(const std::vector<model::NodeStatus> &nodes, bool onTrialHere, Instant now);
    std::vector<Finding> findings() const;

    static constexpr std::chrono::seconds grace{5};

private:
    struct Drift
    {
        std::string digest; ///< of the peer's file
        Instant since;
        bool told = false;
        std::string difference;
    };
    void tell(const std::string &peer, Drift &drift);

    std::string m_node;
    std::string m_digest;
    std::string m_text;
    Ask m_ask;
    std::map<std::string, Drift> m_drifts; ///< by peer
};

} // namespace tandem::agent
