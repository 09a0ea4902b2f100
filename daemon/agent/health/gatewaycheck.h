// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/agent/health/periodiccheck.h"

#include "daemon/agent/health/finding.h"
#include "daemon/channel/message.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace tandem::agent {

/// A check of kind "gateway": the default gateway or another node answers ARP or Neighbour Solicitations, which the
/// engine sends. Where nobody does, this node is cut off. An engine that does not answer says nothing of the network:
/// then the verdict stays, and is not renewed.
class GatewayCheck : public PeriodicCheck
{
    Q_OBJECT

public:
    /// False where there is no engine to ask.
    using Ask = std::function<bool(const channel::AskNeighbours &)>;
    using WallClock = std::function<std::int64_t()>; ///< nanoseconds since 1970-01-01 UTC

    /// `names`: of the nodes, by their addresses.
    GatewayCheck(const config::Check &check, std::map<std::string, std::string> names, Ask ask,
                 QObject *parent = nullptr, Clock clock = &BootClock::now, WallClock wallClock = &wallClockNs);

    void take(const channel::NeighbourAnswer &answer);
    /// What keeps it from its work, or makes it weaker than it looks.
    std::vector<Finding> findings() const;

    /// How much longer than its timeout the engine may take to say that nobody answered.
    static constexpr std::chrono::milliseconds grace{500};

private:
    void probe() override;
    void giveUp() override;
    Duration patience() const override { return m_check.timeout + grace; }
    bool silenceIsBad() const override { return false; }
    std::string nameOf(const channel::NeighbourAnswer::Neighbour &neighbour) const;
    std::string listOf(const channel::NeighbourAnswer &answer, channel::NeighbourAnswer::State state,
                       const char *between, const char *last) const;

    void noteSilence(const channel::NeighbourAnswer &answer);

    std::map<std::string, std::string> m_names;
    Ask m_ask;
    WallClock m_wallClock;
    std::map<std::string, std::string>
        m_silentSince;       ///< by address: a date and time, which stays the same while it lasts
    std::uint64_t m_id = 0;  ///< of the newest question
    std::string m_hindrance; ///< why the last question had no result; else empty
    std::string m_interfaceWithoutGateway;
};

} // namespace tandem::agent
