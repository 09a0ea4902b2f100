// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "base/result.h"
#include "daemon/agent/orders/successor.h"

#include <QTimer>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace tandem::agent {

/// Has peers take what this node is MASTER of, before it leaves. Done when none of it is left here, when a peer's
/// answer leaves nothing to wait for, or when the time is over.
class MakeWay : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(Result<void>)>;
    /// Asks the peer's agent to switch over, `begin`, or to end that, so that its configured priority is in force.
    using Ask = std::function<void(const Move &move, bool begin, Done done)>;
    using StillMaster = std::function<bool(const Move &move)>;

    MakeWay(std::vector<Move> moves, Ask ask, StillMaster stillMaster, QObject *parent = nullptr);

    void start();
    void look(); ///< the node's status is new
    /// Ends the switchovers: nobody is to find a forgotten one.
    void endOverrides();
    /// Peers that have taken something, each once.
    std::vector<std::string> takenBy() const;
    /// Why a peer did not; empty: all did.
    const std::vector<Error> &troubles() const { return m_troubles; }

    static constexpr std::chrono::seconds longest{4};

signals:
    void finished();

private:
    void onAnswer(const Move &move, const Result<void> &answer);
    void finish();

    std::vector<Move> m_moves;
    Ask m_ask;
    StillMaster m_stillMaster;
    std::size_t m_unanswered = 0;
    std::vector<Move> m_taken;
    std::vector<Error> m_troubles;
    bool m_finished = false;
    QTimer m_timeout;
};

} // namespace tandem::agent
