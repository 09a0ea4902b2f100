// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/orderdesk.h"

#include "daemon/agent/eventtext.h"
#include "daemon/agent/orders/refusaltext.h"

#include <QJsonArray>
#include <QPointer>
#include <QTimer>
#include <algorithm>
#include <utility>

namespace tandem::agent {

namespace {

using Kind = Action::Kind;

QString text(const std::string &view)
{
    return QString::fromStdString(view);
}

bool isSwitchover(Kind kind)
{
    return kind == Kind::Switchover || kind == Kind::CancelSwitchover;
}

bool isHold(Kind kind)
{
    return kind == Kind::Hold || kind == Kind::Release;
}

QString methodOf(Kind kind)
{
    return isSwitchover(kind) ? QStringLiteral("switchover")
           : isHold(kind)     ? QStringLiteral("mode")
                              : QStringLiteral("maintenance");
}

QJsonObject paramsOf(const Action &action)
{
    QJsonObject params{{"node", text(action.node)}, {"asked_by", text(action.askedBy)}};
    if (isSwitchover(action.kind)) {
        params["cancel"] = action.kind == Kind::CancelSwitchover;
        if (!action.instance.empty())
            params["instance"] = text(action.instance);
    } else if (action.kind == Kind::Hold) {
        params["action"] = "hold";
        params["for_seconds"] = static_cast<qint64>(action.forSeconds);
    } else if (action.kind == Kind::Release) {
        params["action"] = "release";
    } else {
        params["on"] = action.kind == Kind::MaintenanceOn;
    }
    return params;
}

QJsonArray listOf(const std::vector<std::string> &names)
{
    QJsonArray array;
    for (const std::string &name : names)
        array.append(text(name));
    return array;
}

/// With their whole groups, as the engine takes them.
std::vector<std::string> instancesNamedBy(const std::string &instance, const config::Cluster &cluster)
{
    std::vector<std::string> names;
    for (const config::Instance &one : cluster.instances)
        if (instance.empty() || one.name == instance)
            names.push_back(one.name);
    for (const config::SyncGroup &group : cluster.syncGroups)
        if (!instance.empty() && std::ranges::find(group.members, instance) != group.members.end())
            names = group.members;
    return names;
}

} // namespace

OrderDesk::OrderDesk(Surroundings around, Memory memory, QObject *parent)
    : QObject(parent), m_around(std::move(around)), m_maintenance(memory.maintenanceSinceNs),
      m_hold(std::move(memory.hold))
{
    connect(&m_around.engine, &EngineLink::answered, this, &OrderDesk::onAnswer);
    connect(&m_around.engine, &EngineLink::statusHeard, this, [this] {
        m_statusIsOld = false;
        review();
    });
}

bool OrderDesk::withinBudget()
{
    const Instant now = BootClock::now();
    if (now - m_second >= std::chrono::seconds(1)) {
        m_second = now;
        m_thisSecond = 0;
    }
    return ++m_thisSecond <= mostASecond;
}

void OrderDesk::carryOut(const Action &action, ActionReply reply)
{
    if (!withinBudget())
        return reply(fail(ErrorCode::Refused, {}, "an agent takes ten actions a second, and these were more",
                          "try again in a second"));
    if (const auto error = obstacle(action)) {
        tellOutcome(action, Failure(*error));
        return reply(Failure(*error));
    }
    if (action.node != m_around.node)
        return passOn(action, reply);
    if (isHold(action.kind))
        holdOrRelease(action, reply);
    else if (isSwitchover(action.kind))
        switchOver(action, reply);
    else if (action.kind == Kind::MaintenanceOn)
        begin(action, reply);
    else
        end(action, reply);
}

/// What no engine needs to be asked for.
std::optional<Error> OrderDesk::obstacle(const Action &action) const
{
    const config::Cluster &cluster = m_around.cluster;
    if (cluster.nodeNamed(action.node) == nullptr)
        return Error{ErrorCode::Usage, {}, "the cluster has no node \"" + action.node + "\"", "compare the file"};
    if (!action.instance.empty() && cluster.instanceNamed(action.instance) == nullptr)
        return Error{
            ErrorCode::Usage, {}, "the cluster has no instance \"" + action.instance + "\"", "compare the file"};
    if (const auto error = isHold(action.kind) ? obstacleToHold() : obstacleToEngine())
        return error;
    if (action.node != m_around.node && !action.through.empty())
        return Error{ErrorCode::Usage,
                     {},
                     action.through + " asked " + m_around.node + " for what concerns " + action.node,
                     "compare the cluster files of the nodes"};
    return std::nullopt;
}

std::optional<Error> OrderDesk::obstacleToEngine() const
{
    if (m_around.cluster.engine == config::EngineKind::Tandemd)
        return std::nullopt;
    return Error{ErrorCode::Refused,
                 {},
                 "Keepalived runs the instances of this cluster: Tandem only watches",
                 "lower its priority there, or set engine = \"tandemd\" in the cluster file"};
}

std::optional<Error> OrderDesk::obstacleToHold() const
{
    const auto &maxscale = m_around.cluster.maxscale;
    if (maxscale && maxscale->mode == config::Mode::Passive)
        return std::nullopt;
    return Error{ErrorCode::Refused,
                 {},
                 "the mode of the cluster file is not \"passive\": Tandem writes nothing to MaxScale, on hold or not",
                 {}};
}

void OrderDesk::passOn(const Action &action, const ActionReply &reply)
{
    const QPointer<OrderDesk> self(this);
    m_around.peers.call(
        action.node, methodOf(action.kind), paramsOf(action),
        [self, action, reply](Result<QJsonObject> answer) {
            // What was not heard there has its place in a journal all the same.
            if (self && !answer && answer.error().code == ErrorCode::NotReachable)
                self->tellOutcome(action, Failure(answer.error()));
            reply(std::move(answer));
        },
        passOnWithin);
}

void OrderDesk::switchOver(const Action &action, const ActionReply &reply)
{
    using channel::Order;
    const auto kind = action.kind == Kind::Switchover ? Order::Kind::Switchover : Order::Kind::CancelSwitchover;
    order(kind, action.instance, [this, action, reply](const Result<void> &outcome) {
        tellOutcome(action, outcome);
        if (!outcome)
            return reply(Failure(outcome.error()));
        reply(QJsonObject{{"done", true},
                          {"node", text(m_around.node)},
                          {"instances", listOf(instancesNamedBy(action.instance, m_around.cluster))}});
    });
}

/// Make before break: a peer has the VIPs before this node gives them up.
void OrderDesk::begin(const Action &action, const ActionReply &reply)
{
    MakeWay *way = m_around.engine.state() == model::EngineState::Running ? makeWay(action) : nullptr;
    if (way == nullptr)
        return beginNow(action, reply, nullptr);
    connect(&m_around.engine, &EngineLink::statusHeard, way, &MakeWay::look);
    connect(way, &MakeWay::finished, this, [this, action, reply, way] { beginNow(action, reply, way); });
    way->start();
}

MakeWay *OrderDesk::makeWay(const Action &action)
{
    std::vector<model::NodeStatus> peers;
    for (const config::Node &node : m_around.cluster.nodes)
        if (const auto status = m_around.peers.statusOf(node.name))
            peers.push_back(*status);
    auto moves = successors(m_around.status(), peers);
    if (moves.empty())
        return nullptr;
    const auto ask = [this, action](const Move &move, bool beginning, const MakeWay::Done &done) {
        QJsonObject params{{"node", text(move.peer)},
                           {"cancel", !beginning},
                           {"asked_by", text(action.askedBy + ", for the maintenance of " + m_around.node)}};
        if (!move.instance.empty())
            params["instance"] = text(move.instance);
        m_around.peers.call(
            move.peer, QStringLiteral("switchover"), params,
            [done](const Result<QJsonObject> &answer) {
                done(answer ? Result<void>() : Result<void>(Failure(answer.error())));
            },
            MakeWay::longest);
    };
    const auto stillMaster = [this](const Move &move) {
        const auto &instances = m_around.engine.status().instances;
        return std::ranges::any_of(instances, [&](const model::InstanceStatus &one) {
            return one.state == model::VrrpState::Master && (move.instance.empty() || move.instance == one.name);
        });
    };
    return new MakeWay(std::move(moves), ask, stillMaster, this);
}

void OrderDesk::beginNow(const Action &action, const ActionReply &reply, MakeWay *way)
{
    order(channel::Order::Kind::MaintenanceOn, {}, [this, action, reply, way](const Result<void> &outcome) {
        tellOutcome(action, outcome);
        const auto takenBy = way != nullptr ? way->takenBy() : std::vector<std::string>();
        if (way != nullptr) {
            way->endOverrides();
            way->deleteLater();
        }
        if (!outcome)
            return reply(Failure(outcome.error()));
        settle(m_maintenance ? m_maintenance : wallClockNs(), reply,
               {{"done", true}, {"node", text(m_around.node)}, {"moved_to", listOf(takenBy)}});
    });
}

void OrderDesk::end(const Action &action, const ActionReply &reply)
{
    order(channel::Order::Kind::MaintenanceOff, {}, [this, action, reply](const Result<void> &outcome) {
        tellOutcome(action, outcome);
        if (!outcome)
            return reply(Failure(outcome.error()));
        settle(std::nullopt, reply, {{"done", true}, {"node", text(m_around.node)}, {"moved_to", QJsonArray()}});
    });
}

/// It is so now. The reply waits for the journal, but not for a disk that hangs.
void OrderDesk::settle(std::optional<std::int64_t> sinceNs, const ActionReply &reply, QJsonObject result)
{
    m_maintenance = sinceNs;
    emit changed();
    m_unremembered.add(reply, std::move(result));
    m_around.remember(sinceNs);
}

void OrderDesk::remembered()
{
    m_unremembered.remembered();
}

void OrderDesk::holdOrRelease(const Action &action, const ActionReply &reply)
{
    const std::int64_t now = wallClockNs();
    if (action.kind == Kind::Hold)
        m_hold.begin(action.askedBy, std::chrono::seconds(action.forSeconds), now);
    else
        m_hold.release();
    tellOutcome(action, {});
    emit changed();
    const auto &hold = m_hold.hold();
    m_unrememberedHold.add(reply, {{"done", true},
                                   {"node", text(m_around.node)},
                                   {"until_ns", hold ? QJsonValue(static_cast<qint64>(hold->untilNs)) : QJsonValue()}});
    m_around.rememberHold(hold);
}

void OrderDesk::rememberedHold()
{
    m_unrememberedHold.remembered();
}

void OrderDesk::reviewHold()
{
    const std::int64_t now = wallClockNs();
    const auto ended = m_hold.review(now);
    if (!ended)
        return;
    m_around.record(holdEndedEvent(m_around.node, ended->hold, ended->why, now));
    m_around.rememberHold(std::nullopt);
    emit changed();
}

void OrderDesk::order(channel::Order::Kind kind, const std::string &instance, Done done)
{
    if (m_around.engine.state() != model::EngineState::Running)
        return done(fail(ErrorCode::NotReachable, {},
                         "tandemd of " + m_around.node + " does not answer: " + m_around.engine.trouble(),
                         "systemctl status tandemd"));
    const std::uint64_t id = ++m_lastId;
    m_orders[id] = std::move(done);
    m_around.engine.order({id, kind, instance});
    QTimer::singleShot(answerWithin, this, [this, id] {
        finishOrder(id, fail(ErrorCode::NotReachable, {},
                             "tandemd of " + m_around.node + " has not answered: it is not known whether it was done",
                             "look at `tandemctl status`, then try again"));
    });
}

void OrderDesk::onAnswer(const channel::OrderAnswer &answer)
{
    if (!answer.refusals.empty())
        return finishOrder(answer.id, Failure(refusalError(answer, m_around.cluster, m_around.status())));
    m_statusIsOld = true; // what is known of the engine is from before; what it says next is not
    finishOrder(answer.id, {});
}

void OrderDesk::finishOrder(std::uint64_t id, const Result<void> &outcome)
{
    if (const auto found = m_orders.extract(id); !found.empty())
        found.mapped()(outcome);
}

void OrderDesk::review()
{
    reviewHold();
    reviewMaintenance();
}

/// An engine that has started anew has forgotten; one that outlived this agent's journal knows more.
void OrderDesk::reviewMaintenance()
{
    if (m_around.engine.state() != model::EngineState::Running || m_statusIsOld || !m_orders.empty())
        return;
    const bool there = m_around.engine.status().maintenance;
    if (there == m_maintenance.has_value()) {
        m_notInForce.clear();
        return;
    }
    if (there) {
        m_maintenance = wallClockNs();
        m_around.remember(m_maintenance);
        m_around.record(actionEvent({Kind::MaintenanceOn, m_around.node, {}, "tandemd", {}}, {}, wallClockNs()));
        emit changed();
        return;
    }
    const Instant now = BootClock::now();
    if (m_toldAgain != Instant{} && now - m_toldAgain < std::chrono::seconds(1))
        return;
    m_toldAgain = now;
    const std::uint64_t engineId = m_around.engine.hello() ? m_around.engine.hello()->engineId : 0;
    order(channel::Order::Kind::MaintenanceOn, {}, [this, engineId](const Result<void> &outcome) {
        m_notInForce = outcome ? std::string() : outcome.error().text;
        if (std::exchange(m_toldEngine, engineId) != engineId) // once for each engine
            m_around.record(
                actionEvent({Kind::MaintenanceOn, m_around.node, {}, "tandem-agent", {}}, outcome, wallClockNs()));
        emit changed();
    });
}

void OrderDesk::tellOutcome(const Action &action, const Result<void> &outcome)
{
    m_around.record(actionEvent(action, outcome, wallClockNs()));
}

std::vector<Finding> OrderDesk::findings() const
{
    std::vector<Finding> list;
    const std::string &node = m_around.node;
    if (m_maintenance)
        list.push_back({"maintenance", model::AlarmSeverity::Warning,
                        node + " is in maintenance since " + utcText(*m_maintenance) +
                            ": it takes a VIP only where nobody else does (tandemctl maintenance " + node +
                            " off ends it)",
                        *m_maintenance});
    if (m_maintenance && !m_notInForce.empty())
        list.push_back({"maintenance-not-in-force", model::AlarmSeverity::Critical,
                        node + " may take a VIP although it is in maintenance: " + m_notInForce});
    if (m_around.engine.state() != model::EngineState::Running)
        return list;
    std::vector<std::string> names;
    int priority = 0;
    for (const model::InstanceStatus &instance : m_around.engine.status().instances) {
        if (!instance.overridePriority)
            continue;
        names.push_back(instance.name);
        priority = std::max(priority, *instance.overridePriority);
    }
    if (!names.empty())
        list.push_back({"switchover-in-force", model::AlarmSeverity::Warning,
                        "the switchover of " + namesInShort(names) + " to " + node + " is in force (priority " +
                            std::to_string(priority) + "): no other node takes it back before tandemctl switchover " +
                            node + " --cancel"});
    return list;
}

} // namespace tandem::agent
