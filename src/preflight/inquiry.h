// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preflight/answer.h"
#include "preflight/survey.h"
#include "rpc/client.h"
#include "rpc/tlsidentity.h"

#include <QObject>
#include <memory>
#include <string>
#include <vector>

namespace tandem::preflight {

/// Connects to the helpers of a cluster file, asks its questions and has the answers. For one use; changes nothing.
class Inquiry : public QObject
{
    Q_OBJECT

public:
    /// `digest`: SHA-256 of the cluster file, 64 hex digits; `ownName`: what this program calls itself.
    Inquiry(config::Cluster cluster, std::string digest, rpc::TlsIdentity identity, const std::string &ownName,
            QObject *parent = nullptr);
    ~Inquiry() override;

    /// The questions with these codes; none: all.
    void start(std::vector<std::string> codes);

    /// Whole with finished().
    const std::vector<Answer> &answers() const { return m_answers; }
    bool isAnyHostReached() const;

signals:
    void finished();

private:
    void greet(std::size_t host);
    void onClock(std::size_t host, std::int64_t t0, const Result<QJsonObject> &answer);
    void onStatus(std::size_t host, const Result<QJsonObject> &answer);
    void settle(std::size_t host);
    void survey();

    rpc::TlsIdentity m_identity;
    View m_view;
    std::vector<std::unique_ptr<rpc::Client>> m_clients; ///< one a host
    std::vector<bool> m_settled;                         ///< likewise: it has greeted, or is out of reach
    std::vector<std::string> m_codes;
    std::unique_ptr<Survey> m_survey;
    std::vector<Answer> m_answers;
};

} // namespace tandem::preflight
