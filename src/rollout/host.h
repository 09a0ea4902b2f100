// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "base/result.h"
#include "model/nodestatus.h"
#include "rpc/client.h"

#include <QDeadlineTimer>
#include <QTimer>
#include <functional>
#include <string>

namespace tandem::rollout {

/// One helper during a roll-out. Its agent begins anew under another file: what is asked is asked again over another
/// connection until it is answered, or the time is over.
class Host : public QObject
{
    Q_OBJECT

public:
    struct Place
    {
        rpc::TlsIdentity identity;
        std::string node;
        std::string address;
        std::uint16_t port = 0;
    };
    using Reply = rpc::Client::Reply;

    Host(Place place, const std::string &ownName, QObject *parent = nullptr);

    const std::string &node() const { return m_place.node; }
    /// `reply` comes once: the answer, or the last trouble when `within` is over. One question at a time.
    /// `again`: it may be asked twice; else only until it has left.
    void ask(const QString &method, const QJsonObject &params, bool again, std::chrono::milliseconds within,
             Reply reply);

    static constexpr std::chrono::milliseconds retryAfter{200};

private:
    void tryNow();
    void send();
    void finish(const Result<QJsonObject> &answer);
    void failed(const Error &error);

    Place m_place;
    rpc::Client m_client;
    QTimer m_retry;
    QString m_method;
    QJsonObject m_params;
    bool m_again = false;
    bool m_asked = false; ///< it has left
    QDeadlineTimer m_until;
    Reply m_reply;
};

} // namespace tandem::rollout
