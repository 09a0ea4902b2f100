// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/fleet.h"

#include "base/clock.h"

#include <algorithm>

namespace tandem::fleet {

Fleet::Fleet(config::Cluster cluster, rpc::TlsIdentity identity, QObject *parent)
    : QObject(parent), m_cluster(std::move(cluster))
{
    for (const config::Node &node : m_cluster.nodes) {
        const int index = static_cast<int>(m_sessions.size());
        m_sessions.push_back(std::make_unique<HostSession>(
            node.name, HostSession::Remote{identity, node.address.toString(), m_cluster.helper.listen.port}, "desktop",
            m_log));
        model::NodeStatus status;
        status.name = node.name;
        m_nodes.push_back(std::move(status));
        HostSession *session = m_sessions.back().get();
        connect(session, &HostSession::changed, this, [this, index] { onChanged(index); });
        connect(session, &HostSession::sampleAdded, this, [this, index] { emit sampleAdded(index); });
        connect(session, &HostSession::settled, this, [this] {
            if (settled())
                emit settledChanged();
        });
    }
}

Fleet::~Fleet() = default;

void Fleet::setHistory(HostSession::History history)
{
    for (const auto &session : m_sessions)
        session->setHistory(history);
}

void Fleet::start()
{
    for (const auto &session : m_sessions)
        session->start();
}

void Fleet::onChanged(int nodeIndex)
{
    m_nodes[static_cast<std::size_t>(nodeIndex)] = m_sessions[static_cast<std::size_t>(nodeIndex)]->status();
    m_combined = status(); // so that an alarm that begins now is known from now on
    emit nodeChanged(nodeIndex);
}

const Link &Fleet::link(int nodeIndex) const
{
    return m_sessions.at(static_cast<std::size_t>(nodeIndex))->link();
}

std::optional<rpc::Role> Fleet::role(int nodeIndex) const
{
    return m_sessions.at(static_cast<std::size_t>(nodeIndex))->role();
}

void Fleet::call(int nodeIndex, const QString &method, const QJsonObject &params, rpc::Client::Reply reply)
{
    m_sessions.at(static_cast<std::size_t>(nodeIndex))->call(method, params, std::move(reply));
}

const std::vector<model::HealthSample> &Fleet::samples(int nodeIndex) const
{
    return m_sessions.at(static_cast<std::size_t>(nodeIndex))->samples();
}

ClusterStatus Fleet::status() const
{
    return combine(m_cluster, m_nodes, wallClockNs(), &m_combined);
}

bool Fleet::settled() const
{
    return std::ranges::all_of(m_sessions, [](const auto &session) { return session->isSettled(); });
}

} // namespace tandem::fleet
