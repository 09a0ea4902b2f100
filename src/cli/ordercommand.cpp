// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/ordercommand.h"

#include "fleet/clusterstatus.h"
#include "rpc/message.h"
#include "rpc/modeljson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <ostream>

namespace tandem::cli {

using fleet::HostSession;
using fleet::Link;

namespace {

constexpr std::chrono::milliseconds pollEvery{100};

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

const config::Cluster *clusterOf(const Target &target)
{
    const auto *remote = std::get_if<ClusterTarget>(&target);
    return remote == nullptr ? nullptr : &remote->cluster;
}

/// Of a file that is at hand; a host's agent says the same of its own.
std::optional<Error> mistakeIn(const Order &order, const config::Cluster *cluster)
{
    if (cluster == nullptr)
        return std::nullopt;
    if (cluster->nodeNamed(order.node) == nullptr)
        return Error{
            ErrorCode::Usage, {}, "the cluster has no node \"" + order.node + "\"", "compare the cluster file"};
    if (!order.instance.empty() && cluster->instanceNamed(order.instance) == nullptr)
        return Error{
            ErrorCode::Usage, {}, "the cluster has no instance \"" + order.instance + "\"", "compare the cluster file"};
    return std::nullopt;
}

} // namespace

OrderCommand::OrderCommand(Target target, Order order, bool json, Output output, QObject *parent)
    : Command(parent), m_order(std::move(order)), m_mistake(mistakeIn(m_order, clusterOf(target))),
      m_agents(std::move(target), {0, 0, Duration::zero()}), m_json(json), m_output(output)
{
    m_deadline.setSingleShot(true);
    m_pollTimer.setSingleShot(true);
    connect(&m_agents, &Agents::changed, this, &OrderCommand::onChanged);
    connect(&m_deadline, &QTimer::timeout, this, &OrderCommand::onDeadline);
    connect(&m_pollTimer, &QTimer::timeout, this, &OrderCommand::poll);
}

void OrderCommand::start()
{
    if (m_mistake)
        return giveUp(*m_mistake, exitCodeOf(m_mistake->code));
    m_agents.start();
}

/// With the agent that is asked: the node's own, or the only one.
HostSession &OrderCommand::session() const
{
    const auto &sessions = m_agents.sessions();
    const auto own =
        std::ranges::find_if(sessions, [&](const auto &one) { return one->status().name == m_order.node; });
    return own == sessions.end() ? *sessions.front() : **own;
}

void OrderCommand::onChanged()
{
    if (m_phase == Phase::Waiting)
        return look();
    if (m_phase != Phase::Connecting)
        return;
    const Link &link = session().link();
    if (link.error)
        return giveUp(*link.error, ExitCode::NotReached);
    if (link.state != Link::State::Connected || !session().status().reachable)
        return; // or its status has not come yet
    m_phase = Phase::Asking;
    if (session().hello().node == m_order.node)
        return ask();
    askStatus([this] { ask(); });
}

void OrderCommand::ask()
{
    for (const model::NodeStatus &node : nodes())
        if (node.name == m_order.node)
            m_heldBefore = mastersOn(node);
    session().call(methodOf(m_order), paramsOf(m_order),
                   [this](const Result<QJsonObject> &answer) { onAnswer(answer); });
}

void OrderCommand::onAnswer(const Result<QJsonObject> &answer)
{
    if (!answer)
        return giveUp(answer.error(), exitCodeOf(answer.error().code));
    m_result = orderResultOf(*answer);
    m_result.heldBefore = m_heldBefore;
    m_phase = Phase::Waiting;
    m_deadline.start(m_patience);
    poll();
}

/// The host's own agent tells of itself; of another node, what that one's agent tells it.
void OrderCommand::poll()
{
    if (m_phase != Phase::Waiting)
        return;
    look();
    if (m_phase != Phase::Waiting || session().hello().node == m_order.node)
        return;
    askStatus([this] {
        look();
        m_pollTimer.start(pollEvery);
    });
}

void OrderCommand::askStatus(std::function<void()> then)
{
    session().call(QStringLiteral("status"), {{"node", text(m_order.node)}},
                   [this, then = std::move(then)](const Result<QJsonObject> &answer) {
                       const auto status = answer ? rpc::nodeStatusFromJson(*answer) : Failure(answer.error());
                       if (status)
                           m_polled = *status;
                       then();
                   });
}

std::vector<model::NodeStatus> OrderCommand::nodes() const
{
    std::vector<model::NodeStatus> all;
    for (const auto &one : m_agents.sessions()) {
        all.push_back(one->status());
        if (all.back().name.empty())
            all.back().name = one->hello().node;
    }
    if (m_polled)
        all.push_back(*m_polled);
    return all;
}

void OrderCommand::look()
{
    if (m_phase != Phase::Waiting)
        return;
    const OrderProgress progress = progressOf(m_order, m_result, nodes());
    if (progress.reached)
        finish(ExitCode::Done, progress.text);
}

void OrderCommand::onDeadline()
{
    if (m_phase != Phase::Waiting)
        return;
    const OrderProgress progress = progressOf(m_order, m_result, nodes());
    finish(progress.reached || progress.mayBe ? ExitCode::Done : ExitCode::No, progress.text);
}

void OrderCommand::finish(ExitCode code, const std::string &sentence)
{
    m_phase = Phase::Finished;
    m_deadline.stop();
    const bool ok = code == ExitCode::Done;
    const auto seconds = std::to_string(std::chrono::duration_cast<std::chrono::seconds>(m_patience).count());
    const std::string line = ok ? sentence : "done, but after " + seconds + " s " + sentence;
    if (!m_result.remembered)
        m_output.err << "tandemctl: the agent of " << m_order.node
                     << " could not write it down yet: it forgets it where it restarts now; see its log\n";
    if (m_json)
        writeJson(ok, line, nullptr);
    else
        (ok ? m_output.out << line : m_output.err << "tandemctl: " << line) << '\n';
    emit finished(code);
}

void OrderCommand::giveUp(const Error &error, ExitCode code)
{
    m_phase = Phase::Finished;
    Error shown = error;
    if (error.code == ErrorCode::Refused)
        shown.place.clear(); // the address that it came from: the sentence names the node
    m_output.err << "tandemctl: " << describe(shown) << '\n';
    if (m_json)
        writeJson(false, shown.text, &shown);
    emit finished(code);
}

void OrderCommand::writeJson(bool ok, const std::string &sentence, const Error *error) const
{
    QJsonObject object{{"ok", ok}, {"text", text(sentence)}, {"action", methodOf(m_order)}};
    const QJsonObject params = paramsOf(m_order);
    for (auto it = params.begin(); it != params.end(); ++it)
        object[it.key()] = it.value();
    QJsonObject states;
    for (const model::NodeStatus &node : nodes()) {
        QJsonObject ofNode;
        for (const model::InstanceStatus &instance : node.instances)
            ofNode[text(instance.name)] = text(nameOf(node.reachable ? instance.state : model::VrrpState::Unknown));
        if (!ofNode.isEmpty())
            states[text(node.name)] = ofNode;
    }
    object["states"] = states;
    QJsonArray moved;
    for (const std::string &node : m_result.movedTo)
        moved.append(text(node));
    object["moved_to"] = moved;
    if (error != nullptr)
        object["error"] = QJsonObject{{"code", text(rpc::nameOf(error->code))},
                                      {"place", text(error->place)},
                                      {"text", text(error->text)},
                                      {"fix", text(error->fix)}};
    m_output.out << QJsonDocument(object).toJson(QJsonDocument::Indented).constData();
}

} // namespace tandem::cli
