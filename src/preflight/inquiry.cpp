// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/inquiry.h"

#include "base/clock.h"
#include "preflight/question.h"
#include "rpc/modeljson.h"

#include <algorithm>
#include <utility>

namespace tandem::preflight {

namespace {

/// Longer than a helper takes to ask for addresses on its network.
constexpr std::chrono::seconds patience{15};

} // namespace

Inquiry::Inquiry(config::Cluster cluster, std::string digest, rpc::TlsIdentity identity, const std::string &ownName,
                 QObject *parent)
    : QObject(parent), m_identity(std::move(identity))
{
    m_view.cluster = std::move(cluster);
    m_view.digest = std::move(digest);
    for (const auto &node : m_view.cluster.nodes) {
        m_view.hosts.emplace_back().node = node.name;
        m_clients.push_back(std::make_unique<rpc::Client>(ownName));
    }
    m_settled.resize(m_clients.size());
}

Inquiry::~Inquiry() = default;

void Inquiry::start(std::vector<std::string> codes)
{
    m_codes = std::move(codes);
    for (std::size_t host = 0; host < m_clients.size(); ++host) {
        rpc::Client *client = m_clients[host].get();
        connect(client, &rpc::Client::ready, this, [this, host] { greet(host); });
        connect(client, &rpc::Client::disconnected, this, [this, host](const Error &error) {
            if (!m_settled[host])
                m_view.hosts[host].trouble = error;
            settle(host);
        });
        const config::Node &node = m_view.cluster.nodes[host];
        client->connectTo(m_identity, QString::fromStdString(node.address.toString()),
                          m_view.cluster.helper.listen.port, node.name);
    }
}

bool Inquiry::isAnyHostReached() const
{
    return m_survey && std::ranges::any_of(m_survey->view().hosts, &Host::answers);
}

void Inquiry::greet(std::size_t host)
{
    const std::int64_t t0 = wallClockNs();
    m_clients[host]->request(QStringLiteral("clock"), {{"t0_ns", static_cast<qint64>(t0)}},
                             [this, host, t0](const Result<QJsonObject> &answer) { onClock(host, t0, answer); });
    m_clients[host]->request(QStringLiteral("status"), {},
                             [this, host](const Result<QJsonObject> &answer) { onStatus(host, answer); });
}

/// RFC 5905, 8: the middle of their times against the middle of ours, wrong by half of the way at most.
void Inquiry::onClock(std::size_t host, std::int64_t t0, const Result<QJsonObject> &answer)
{
    const std::int64_t t3 = wallClockNs();
    const std::int64_t t1 = answer ? answer->value(QLatin1String("t1_ns")).toInteger() : 0;
    const std::int64_t t2 = answer ? answer->value(QLatin1String("t2_ns")).toInteger() : 0;
    if (t1 <= 0 || t2 < t1 || t3 < t0)
        return;
    m_view.hosts[host].clockOffsetNs = (t1 - t0) / 2 + (t2 - t3) / 2;
    m_view.hosts[host].clockErrorNs = std::max<std::int64_t>(((t3 - t0) - (t2 - t1)) / 2, 0);
}

void Inquiry::onStatus(std::size_t host, const Result<QJsonObject> &answer)
{
    auto status = answer.and_then(rpc::nodeStatusFromJson);
    if (status)
        m_view.hosts[host].status = std::move(*status);
    else if (!m_settled[host])
        m_view.hosts[host].trouble = status.error();
    settle(host);
}

void Inquiry::settle(std::size_t host)
{
    m_settled[host] = true;
    if (!m_survey && std::ranges::find(m_settled, false) == m_settled.end())
        survey();
}

void Inquiry::survey()
{
    std::vector<Survey::Call> calls;
    for (const auto &each : m_clients)
        calls.emplace_back(
            [client = each.get()](const QString &method, const QJsonObject &params, Survey::Reply reply) {
                client->request(method, params, std::move(reply), patience);
            });
    m_survey = std::make_unique<Survey>(std::move(m_view), std::move(calls));
    connect(m_survey.get(), &Survey::finished, this, [this] {
        m_answers = ask(m_survey->view(), m_codes);
        emit finished();
    });
    m_survey->start(wantedFor(m_codes));
}

} // namespace tandem::preflight
