// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/agents.h"

#include "base/clock.h"

#include <algorithm>

namespace tandem::cli {

using fleet::HostSession;
using fleet::Link;

Agents::Agents(Target target, HostSession::History history, QObject *parent)
    : QObject(parent), m_target(std::move(target))
{
    const auto add = [&](const std::string &node, std::variant<HostSession::Remote, HostSession::Local> where) {
        auto session = std::make_unique<HostSession>(node, std::move(where), "tandemctl", m_log);
        session->setHistory(history);
        connect(session.get(), &HostSession::changed, this, &Agents::changed);
        connect(session.get(), &HostSession::settled, this, [this] {
            if (std::ranges::all_of(m_sessions, [](const auto &one) { return one->isSettled(); }))
                emit settled();
        });
        m_sessions.push_back(std::move(session));
    };
    if (const auto *host = std::get_if<HostTarget>(&m_target)) {
        add({}, HostSession::Local{host->runDirectory + "/agent.sock"});
        return;
    }
    const auto &remote = std::get<ClusterTarget>(m_target);
    for (const config::Node &node : remote.cluster.nodes)
        add(node.name,
            HostSession::Remote{remote.identity, node.address.toString(), remote.cluster.helper.listen.port});
}

void Agents::start()
{
    for (const auto &session : m_sessions)
        session->start();
}

std::vector<Error> Agents::troubles() const
{
    std::vector<Error> found;
    for (const auto &session : m_sessions) {
        if (session->link().error)
            found.push_back(*session->link().error);
        else if (session->isSettled() && !session->isComplete())
            found.push_back({ErrorCode::NotReachable, session->status().name, "its journal does not answer",
                             "see the log of tandem-agent there"});
    }
    return found;
}

bool Agents::isAnyConnected() const
{
    return std::ranges::any_of(m_sessions, [](const auto &one) { return one->link().state == Link::State::Connected; });
}

bool Agents::isComplete() const
{
    return std::ranges::all_of(m_sessions, [](const auto &one) { return one->isComplete(); });
}

fleet::ClusterStatus Agents::status(const fleet::ClusterStatus *before) const
{
    if (const auto *remote = std::get_if<ClusterTarget>(&m_target)) {
        std::vector<model::NodeStatus> nodes;
        for (const auto &session : m_sessions)
            nodes.push_back(session->status());
        return fleet::combine(remote->cluster, nodes, wallClockNs(), before);
    }
    const HostSession &session = *m_sessions.front();
    return fleet::ofOneNode(session.hello().cluster, session.status());
}

} // namespace tandem::cli
