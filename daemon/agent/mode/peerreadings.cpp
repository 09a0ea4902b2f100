// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/peerreadings.h"

#include "maxscale/monitorlist.h"
#include "maxscale/serverlist.h"

#include <algorithm>

namespace tandem::agent {

namespace {

PeerMode modeOf(const model::MaxScaleStatus &maxscale)
{
    if (!maxscale.reachable)
        return maxscale.verdict == "refused" ? PeerMode::Gone : PeerMode::Unknown;
    if (!maxscale.passive)
        return PeerMode::Unknown;
    if (!*maxscale.passive)
        return PeerMode::Active;
    if (maxscale.monitorState.empty())
        return PeerMode::Unknown; // passive, but who knows what it is still at
    return maxscale::isIdle(maxscale.monitorState) ? PeerMode::PassiveIdle : PeerMode::PassiveBusy;
}

} // namespace

PeerReadings::PeerReadings(const std::vector<std::string> &peers, Instant now)
{
    for (const std::string &name : peers)
        m_seen[name] = Seen{{name, PeerMode::Unknown, {}, {}}, now, false};
}

void PeerReadings::update(const std::string &peer, const std::optional<model::NodeStatus> &status, Instant now)
{
    const auto found = m_seen.find(peer);
    if (found == m_seen.end())
        return; // not of this cluster
    Seen &seen = found->second;
    const PeerMode before = seen.reading.mode;
    seen.reading.mode = status ? modeOf(status->maxscale) : PeerMode::Unknown;
    seen.reading.doing = status ? status->maxscale.monitorState : std::string();
    if (seen.reading.mode == PeerMode::Unknown && before != PeerMode::Unknown)
        seen.unknownSince = now;
    seen.seesUsable = status && status->maxscale.reachable &&
                      std::ranges::any_of(status->maxscale.servers,
                                          [](const auto &server) { return maxscale::isUsable(server.state); });
}

std::vector<PeerReading> PeerReadings::at(Instant now) const
{
    std::vector<PeerReading> readings;
    for (const auto &[name, seen] : m_seen) {
        readings.push_back(seen.reading);
        if (seen.reading.mode == PeerMode::Unknown)
            readings.back().unknownFor = now - seen.unknownSince;
    }
    return readings;
}

bool PeerReadings::seeUsableServer() const
{
    return std::ranges::any_of(m_seen, [](const auto &entry) { return entry.second.seesUsable; });
}

} // namespace tandem::agent
