// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/channel/message.h"
#include "daemon/engine/engineconfig.h"
#include "daemon/engine/ports.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tandem::engine {

/// Asks neighbours for the agent, and only those that the configuration allows: the agent names a check, never an
/// address. No more than a round in `shortestRound` for each check. Does not sleep: whoever runs it drains it when its
/// descriptor is readable, and takes answers until deadline() lies ahead.
class NeighbourDesk final : private NeighbourListener
{
public:
    static constexpr Duration shortestRound = std::chrono::milliseconds(50);
    static constexpr Duration longestWait = std::chrono::hours(1);
    /// How long a default gateway that was read is good for.
    static constexpr Duration gatewayAge = std::chrono::seconds(1);

    explicit NeighbourDesk(NeighbourPort *port) : m_port(port) {}

    int fd() const { return m_port != nullptr ? m_port->fd() : -1; }
    /// Takes the place of the check's round before it, where that is under way still.
    void ask(const channel::AskNeighbours &question, const EngineConfig &config, Instant now);
    void drain();
    /// When an answer can be taken, at the latest.
    std::optional<Instant> deadline() const;
    /// A round that is over: all have answered, or its time is up.
    std::optional<channel::NeighbourAnswer> take(Instant now);
    /// Nobody waits for answers any more.
    void forget();
    /// Questions that came too soon, or for a check that asks nobody.
    std::uint64_t dropped() const { return m_dropped; }

private:
    struct Round
    {
        channel::NeighbourAnswer answer;
        std::vector<IpAddress> addresses; ///< of answer.neighbours, in their order
        Instant begun{};
        Instant due{};
        bool open = false;
    };
    struct Gateway
    {
        std::string interface;
        Family family = Family::V4;
        std::optional<IpAddress> address;
        Instant read{};
    };

    void neighbourAnswered(std::string_view interface, const IpAddress &address,
                           const std::array<std::uint8_t, 6> &hardwareAddress) override;
    Round *roundFor(const std::string &check, const EngineConfig &config, Instant now);
    std::optional<IpAddress> gatewayOn(const std::string &interface, Family family, Instant now);
    void askOne(Round &round, const NeighbourPlan &plan, const IpAddress &address, bool gateway);
    static bool complete(const Round &round);

    NeighbourPort *m_port;
    std::vector<Round> m_rounds;     ///< one a check
    std::vector<Gateway> m_gateways; ///< one an interface and family of the configurations there were
    std::uint64_t m_dropped = 0;
};

} // namespace tandem::engine
