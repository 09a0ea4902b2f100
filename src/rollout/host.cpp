// SPDX-License-Identifier: GPL-3.0-or-later
#include "rollout/host.h"

#include <utility>

namespace tandem::rollout {

Host::Host(Place place, const std::string &ownName, QObject *parent)
    : QObject(parent), m_place(std::move(place)), m_client(ownName)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &Host::tryNow);
    connect(&m_client, &rpc::Client::ready, this, [this] {
        if (m_reply && !m_asked)
            send();
    });
    connect(&m_client, &rpc::Client::disconnected, this, [this](const Error &error) {
        if (m_reply && !m_asked)
            failed(error);
    });
}

void Host::ask(const QString &method, const QJsonObject &params, bool again, std::chrono::milliseconds within,
               Reply reply)
{
    m_method = method;
    m_params = params;
    m_again = again;
    m_until.setRemainingTime(within);
    m_reply = std::move(reply);
    m_retry.start(0);
}

void Host::tryNow()
{
    m_asked = false;
    if (m_client.isReady())
        return send();
    m_client.connectTo(m_place.identity, QString::fromStdString(m_place.address), m_place.port, m_place.node);
}

void Host::send()
{
    m_asked = true;
    const auto left = std::max(m_until.remainingTimeAsDuration(), std::chrono::nanoseconds(1'000'000));
    m_client.request(
        m_method, m_params,
        [this](const Result<QJsonObject> &answer) {
            if (answer || answer.error().code != ErrorCode::NotReachable)
                return finish(answer);
            failed(answer.error());
        },
        std::chrono::ceil<std::chrono::milliseconds>(left));
}

void Host::failed(const Error &error)
{
    const bool mayAgain = !m_asked || m_again;
    if (!mayAgain || m_until.hasExpired() || error.code != ErrorCode::NotReachable)
        return finish(Failure(error));
    m_retry.start(retryAfter);
}

void Host::finish(const Result<QJsonObject> &answer)
{
    if (const auto reply = std::exchange(m_reply, {}))
        reply(answer);
}

} // namespace tandem::rollout
