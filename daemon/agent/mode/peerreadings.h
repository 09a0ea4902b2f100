// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/agent/mode/reconcile.h"
#include "model/nodestatus.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tandem::agent {

/// What the other nodes' agents say of their MaxScales, as the mode's decision needs it. Pure: time is handed in.
class PeerReadings
{
public:
    /// All peers are Unknown since `now`.
    PeerReadings(const std::vector<std::string> &peers, Instant now);

    /// The newest status of a peer; nothing: its agent is out of reach.
    void update(const std::string &peer, const std::optional<model::NodeStatus> &status, Instant now);

    std::vector<PeerReading> at(Instant now) const;
    /// Some peer's MaxScale reaches a server that takes clients.
    bool seeUsableServer() const;

private:
    struct Seen
    {
        PeerReading reading;
        Instant unknownSince{};
        bool seesUsable = false;
    };
    std::map<std::string, Seen> m_seen;
};

} // namespace tandem::agent
