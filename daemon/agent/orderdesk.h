// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "config/cluster.h"
#include "daemon/agent/api/action.h"
#include "daemon/agent/enginelink.h"
#include "daemon/agent/health/finding.h"
#include "daemon/agent/orders/holdkeeper.h"
#include "daemon/agent/orders/makeway.h"
#include "daemon/agent/orders/waitingreplies.h"
#include "daemon/agent/peers/peerlinks.h"
#include "model/event.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tandem::agent {

/// What people ask for: done by this node's engine, or passed on to the agent of the node that it concerns. Remembers
/// the node's maintenance, and tells it to each engine that comes without it. Keeps the hold of MaxScale's mode.
class OrderDesk : public QObject
{
    Q_OBJECT

public:
    /// What it needs of the agent around it; all outlive it.
    struct Surroundings
    {
        const config::Cluster &cluster;
        std::string node;
        EngineLink &engine;
        PeerLinks &peers;
        std::function<model::NodeStatus()> status;
        std::function<void(const model::Event &)> record;
        std::function<void(std::optional<std::int64_t> sinceNs)> remember;    ///< then remembered() is called
        std::function<void(const std::optional<model::Hold> &)> rememberHold; ///< then rememberedHold() is called
    };

    /// What the journal has.
    struct Memory
    {
        std::optional<std::int64_t> maintenanceSinceNs;
        std::optional<model::Hold> hold;
    };

    OrderDesk(Surroundings around, Memory memory, QObject *parent = nullptr);

    void carryOut(const Action &action, ActionReply reply);
    /// Since when the node is in maintenance.
    std::optional<std::int64_t> maintenance() const { return m_maintenance; }
    const std::optional<model::Hold> &hold() const { return m_hold.hold(); }
    std::vector<Finding> findings() const;
    void remembered();     ///< the journal has the newest maintenance
    void rememberedHold(); ///< the journal has the newest hold
    /// Compares its memory with the engine's; now and then, for an engine that refused. Ends a hold whose time is over.
    void review();

    static constexpr std::chrono::seconds answerWithin{2};  ///< the engine
    static constexpr std::chrono::seconds passOnWithin{12}; ///< longer than a peer takes at most
    static constexpr int mostASecond = 10;

signals:
    void changed(); ///< maintenance() or hold()

private:
    using Done = std::function<void(Result<void>)>;

    bool withinBudget();
    std::optional<Error> obstacle(const Action &action) const;
    std::optional<Error> obstacleToEngine() const;
    std::optional<Error> obstacleToHold() const;
    void passOn(const Action &action, const ActionReply &reply);
    void holdOrRelease(const Action &action, const ActionReply &reply);
    void reviewHold();
    void reviewMaintenance();
    void switchOver(const Action &action, const ActionReply &reply);
    void begin(const Action &action, const ActionReply &reply);
    void beginNow(const Action &action, const ActionReply &reply, MakeWay *way);
    void end(const Action &action, const ActionReply &reply);
    void settle(std::optional<std::int64_t> sinceNs, const ActionReply &reply, QJsonObject result);
    MakeWay *makeWay(const Action &action);

    void order(channel::Order::Kind kind, const std::string &instance, Done done);
    void onAnswer(const channel::OrderAnswer &answer);
    void finishOrder(std::uint64_t id, const Result<void> &outcome);
    void tellOutcome(const Action &action, const Result<void> &outcome);

    Surroundings m_around;
    std::optional<std::int64_t> m_maintenance;
    std::map<std::uint64_t, Done> m_orders; ///< that the engine has not answered
    std::uint64_t m_lastId = 0;
    WaitingReplies m_unremembered; ///< of maintenance
    HoldKeeper m_hold;
    WaitingReplies m_unrememberedHold; ///< of the hold
    Instant m_second{};
    int m_thisSecond = 0;
    Instant m_toldAgain{}; ///< maintenance, to an engine without it
    std::uint64_t m_toldEngine = 0;
    bool m_statusIsOld = false;
    std::string m_notInForce; ///< why the engine does not take the maintenance that is remembered
};

} // namespace tandem::agent
