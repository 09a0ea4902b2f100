// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "rpc/pairing.h"
#include "rpc/tlsidentity.h"

#include <chrono>

namespace tandem::rpc {

/// The time in which an agent lets one unknown client prove that it has the code: ten minutes, five tries, one success.
/// Pure: the caller says what time it is. It keeps the key, never the code.
class PairingWindow
{
public:
    static constexpr Duration lifetime = std::chrono::minutes(10);
    static constexpr int mostTries = 5;

    /// What a client that proved the code gets.
    struct Welcome
    {
        Role role = Role::Viewer;
        PairingProof proof{}; ///< the agent's own; nobody gets it who has not proven first
    };

    PairingWindow() = default;
    PairingWindow(const PairingWindow &) = delete;
    PairingWindow &operator=(const PairingWindow &) = delete;
    ~PairingWindow();

    /// A code that was open before is worth nothing from here on.
    Result<void> open(const PairingCode &code, Role role, const Fingerprint &agent, Instant now);
    void close();
    bool isOpen(Instant now) const;

    /// NotAllowed with the reason: wrong code, expired, five tries, used, never opened. A wrong proof costs a try.
    Result<Welcome> take(const PairingProof &proof, const Fingerprint &client, Instant now);

private:
    enum class State : std::uint8_t { Closed, Open, Used, Exhausted };

    Failure refusal() const;
    void end(State state);

    State m_state = State::Closed;
    PairingKey m_key{};
    Fingerprint m_agent{};
    Role m_role = Role::Viewer;
    Instant m_until{};
    int m_triesLeft = 0;
};

} // namespace tandem::rpc
