// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "base/clock.h"
#include "config/cluster.h"
#include "model/nodestatus.h"
#include "rpc/client.h"
#include "rpc/tlsidentity.h"

#include <QTimer>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tandem::agent {

/// Where a peer's agent is reached.
struct PeerAddress
{
    std::string name;
    std::string host;
    std::uint16_t port = 0;
};

/// The other nodes of a cluster, as a node of it dials them.
std::vector<PeerAddress> peersOf(const config::Cluster &cluster, const std::string &node);

/// A link to each other agent of the cluster, made again with back-off for ever. Each sends its status when it changes;
/// one that has said nothing for a while is out of reach, whatever its connection looks like.
class PeerLinks : public QObject
{
    Q_OBJECT

public:
    struct Times
    {
        std::chrono::milliseconds ask{1000};     ///< how often a sign of life is asked for
        std::chrono::milliseconds silence{3000}; ///< after which a link counts as lost
        std::chrono::milliseconds firstRetry{200};
        std::chrono::milliseconds slowestRetry{2000};
    };

    PeerLinks(std::vector<PeerAddress> peers, rpc::TlsIdentity identity, const std::string &ownName, Times times,
              QObject *parent = nullptr);
    ~PeerLinks() override;

    void start();
    /// Peers that have been out of reach for that long, with why.
    std::vector<std::pair<std::string, std::string>> unreachable(Duration atLeast) const;
    /// Asks a peer's agent. `reply` comes once, from the event loop: its answer, or NotReachable.
    void call(const std::string &peer, const QString &method, const QJsonObject &params, rpc::Client::Reply reply,
              std::chrono::milliseconds timeout);
    /// Its last word, with reachable = false where it is out of reach. Usage: there is no such peer.
    Result<model::NodeStatus> statusOf(const std::string &peer) const;
    /// For connections that are made from now on.
    void setIdentity(const rpc::TlsIdentity &identity) { m_identity = identity; }

signals:
    /// The newest word of a peer; nothing: it is out of reach.
    void heard(const QString &peer, const std::optional<tandem::model::NodeStatus> &status);

private:
    struct Link;
    void connectTo(Link &link);
    void onReady(Link &link);
    void onNotification(Link &link, const QString &method, const QJsonObject &params);
    void onDisconnected(Link &link, const Error &error);
    void tick();
    void take(Link &link, const QJsonObject &status);
    Link *linkTo(const std::string &peer) const;

    rpc::TlsIdentity m_identity;
    Times m_times;
    QTimer m_tick;
    std::vector<std::unique_ptr<Link>> m_links;
};

} // namespace tandem::agent
