// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/peers/peerlinks.h"

#include "rpc/modeljson.h"

#include <algorithm>
#include <utility>

namespace tandem::agent {

struct PeerLinks::Link
{
    PeerAddress address;
    rpc::Client client;
    QTimer retry;
    std::chrono::milliseconds delay;
    Instant heardAt{};
    std::string trouble = "not connected yet"; ///< empty: it is in reach
    model::NodeStatus last;
    Instant troubleSince = BootClock::now();

    Link(PeerAddress to, const std::string &ownName, std::chrono::milliseconds firstDelay)
        : address(std::move(to)), client(ownName), delay(firstDelay)
    {
        last.name = address.name;
        retry.setSingleShot(true);
    }
};

std::vector<PeerAddress> peersOf(const config::Cluster &cluster, const std::string &node)
{
    std::vector<PeerAddress> peers;
    for (const config::Node &other : cluster.nodes)
        if (other.name != node)
            peers.push_back({other.name, other.address.toString(), cluster.helper.listen.port});
    return peers;
}

PeerLinks::PeerLinks(std::vector<PeerAddress> peers, rpc::TlsIdentity identity, const std::string &ownName, Times times,
                     QObject *parent)
    : QObject(parent), m_identity(std::move(identity)), m_times(times)
{
    for (PeerAddress &address : peers) {
        auto &link = *m_links.emplace_back(std::make_unique<Link>(std::move(address), ownName, times.firstRetry));
        link.client.setConnectTimeout(times.silence);
        connect(&link.client, &rpc::Client::ready, this, [this, &link] { onReady(link); });
        connect(
            &link.client, &rpc::Client::notification, this,
            [this, &link](const QString &method, const QJsonObject &params) { onNotification(link, method, params); });
        connect(&link.client, &rpc::Client::received, this, [&link] { link.heardAt = BootClock::now(); });
        connect(&link.client, &rpc::Client::disconnected, this,
                [this, &link](const Error &error) { onDisconnected(link, error); });
        connect(&link.retry, &QTimer::timeout, this, [this, &link] { connectTo(link); });
    }
    connect(&m_tick, &QTimer::timeout, this, &PeerLinks::tick);
}

PeerLinks::~PeerLinks() = default;

void PeerLinks::start()
{
    for (const auto &link : m_links)
        connectTo(*link);
    if (!m_links.empty())
        m_tick.start(m_times.ask);
}

std::vector<std::pair<std::string, std::string>> PeerLinks::unreachable(Duration atLeast) const
{
    std::vector<std::pair<std::string, std::string>> list;
    for (const auto &link : m_links)
        if (!link->trouble.empty() && BootClock::now() - link->troubleSince >= atLeast)
            list.emplace_back(link->address.name, link->trouble);
    return list;
}

PeerLinks::Link *PeerLinks::linkTo(const std::string &peer) const
{
    const auto found = std::ranges::find_if(m_links, [&](const auto &link) { return link->address.name == peer; });
    return found == m_links.end() ? nullptr : found->get();
}

void PeerLinks::call(const std::string &peer, const QString &method, const QJsonObject &params,
                     rpc::Client::Reply reply, std::chrono::milliseconds timeout)
{
    Link *link = linkTo(peer);
    if (link != nullptr && link->client.isReady())
        return link->client.request(method, params, std::move(reply), timeout);
    const Error error = link == nullptr ? Error{ErrorCode::Usage, {}, "the cluster has no node \"" + peer + "\"", {}}
                                        : Error{ErrorCode::NotReachable,
                                                {},
                                                peer + " is out of reach of this node's agent: " + link->trouble,
                                                "or ask it directly, with --cluster"};
    QTimer::singleShot(0, this, [reply = std::move(reply), error] { reply(Failure(error)); });
}

Result<model::NodeStatus> PeerLinks::statusOf(const std::string &peer) const
{
    const Link *link = linkTo(peer);
    if (link == nullptr)
        return fail(ErrorCode::Usage, {}, "the cluster has no node \"" + peer + "\"");
    model::NodeStatus status = link->last;
    status.reachable = link->trouble.empty();
    return status;
}

void PeerLinks::connectTo(Link &link)
{
    link.heardAt = BootClock::now();
    link.client.connectTo(m_identity, QString::fromStdString(link.address.host), link.address.port, link.address.name);
}

void PeerLinks::onReady(Link &link)
{
    link.delay = m_times.firstRetry;
    link.client.request(QStringLiteral("subscribe"), {{"status", true}},
                        [this, &link](const Result<QJsonObject> &answer) {
                            if (!answer)
                                onDisconnected(link, answer.error());
                        });
}

void PeerLinks::onNotification(Link &link, const QString &method, const QJsonObject &params)
{
    if (method == QLatin1String("status"))
        take(link, params);
}

void PeerLinks::take(Link &link, const QJsonObject &status)
{
    const auto read = rpc::nodeStatusFromJson(status);
    if (!read || read->name != link.address.name) {
        onDisconnected(link, read ? Error{ErrorCode::BadMessage, link.address.host, "sends another node's status", {}}
                                  : read.error());
        return;
    }
    link.trouble.clear();
    link.last = *read;
    emit heard(QString::fromStdString(link.address.name), *read);
}

void PeerLinks::onDisconnected(Link &link, const Error &error)
{
    link.client.close();
    if (link.trouble.empty())
        link.troubleSince = BootClock::now();
    link.trouble = describe(error);
    if (!link.retry.isActive()) {
        link.retry.start(link.delay);
        link.delay = std::min(link.delay * 2, m_times.slowestRetry);
    }
    emit heard(QString::fromStdString(link.address.name), std::nullopt);
}

void PeerLinks::tick()
{
    const Instant now = BootClock::now();
    for (const auto &link : m_links) {
        if (!link->client.isReady())
            continue; // the client's own timeout ends what is not connected
        if (now - link->heardAt >= m_times.silence) {
            onDisconnected(*link, {ErrorCode::NotReachable, link->address.host, "has said nothing for a while", {}});
            continue;
        }
        link->client.request(QStringLiteral("clock"), {{"t0_ns", static_cast<qint64>(wallClockNs())}},
                             [](const Result<QJsonObject> &) {});
    }
}

} // namespace tandem::agent
