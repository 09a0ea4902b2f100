// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "daemon/agent/api/nodeview.h"
#include "rpc/pairingwindow.h"
#include "rpc/tlsidentity.h"

#include <QJsonObject>
#include <functional>
#include <string>

namespace tandem::agent {

/// Pairs clients with this host (SPEC.md, Pairing): one code at a time, and each step is told.
class PairingDesk
{
public:
    struct Surroundings
    {
        std::string stateDir; ///< of identity and peers.json
        std::string node;
        std::function<void(const rpc::TlsIdentity &)> adopt; ///< pins from now on
        std::function<void(const std::string &)> tell;       ///< for journal and log; never a code
        std::function<Instant()> clock = &BootClock::now;
    };

    /// Whoever asks wrongly for longer ends the pairing: each denial is an event.
    static constexpr int mostDenials = 20;

    explicit PairingDesk(Surroundings surroundings) : m_around(std::move(surroundings)) {}

    bool isOpen() const { return m_window.isOpen(m_around.clock()); }
    Result<QJsonObject> open(rpc::Role role, const std::string &askedBy);
    Result<QJsonObject> take(const PairingRequest &request);

private:
    Result<QJsonObject> tryToTake(const PairingRequest &request);

    Surroundings m_around;
    rpc::PairingWindow m_window;
    int m_denials = 0; ///< in this window, of any kind
};

} // namespace tandem::agent
