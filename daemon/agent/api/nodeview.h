// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "daemon/agent/api/action.h"
#include "daemon/agent/api/filerequest.h"
#include "model/event.h"
#include "model/healthrollup.h"
#include "model/healthsample.h"
#include "model/nodestatus.h"
#include "rpc/tlsidentity.h"

#include <QObject>
#include <cstdint>
#include <string>
#include <vector>

namespace tandem::agent {

/// A client that proves a code.
struct PairingRequest
{
    std::string name;        ///< what it calls itself
    std::string proof;       ///< 64 hex digits
    std::string fingerprint; ///< of the certificate that TLS saw
};

/// What the API needs of its node, and nothing more: the API owns sockets and rights, the rest of the agent owns
/// the truth. Implemented by Agent; by a plain fake in the API's tests.
class NodeView : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual model::NodeStatus status() const = 0;
    /// Events with seq > since, oldest first, at most `limit` of them.
    virtual Result<std::vector<model::Event>> events(std::uint64_t since, int limit) const = 0;
    /// The newest event's number; 0 = none.
    virtual std::uint64_t lastEventSeq() const = 0;
    /// Samples with timeNs > sinceNs, oldest first, at most `limit` of them.
    virtual Result<std::vector<model::HealthSample>> samples(std::int64_t sinceNs, int limit) const = 0;
    /// Of a minute or an hour each, those that begin in sinceNs < timeNs <= untilNs, oldest first, at most `limit`.
    virtual Result<std::vector<model::HealthRollup>> rollups(model::Resolution resolution, std::int64_t sinceNs,
                                                             std::int64_t untilNs, int limit) const = 0;

    /// Stands for the journal: another one when it was begun anew.
    virtual std::string journalId() const = 0;
    /// What another node's agent said last; Usage: the cluster has no node of that name.
    virtual Result<model::NodeStatus> statusOf(const std::string &node) const = 0;
    /// Here, or by the agent of the node that it concerns.
    virtual void carryOut(const Action &action, ActionReply reply) = 0;
    /// Why the MaxScale of `node` would fail nothing over now (SPEC.md); empty: of this one. Another's is asked there.
    virtual void failoverReadiness(const std::string &node, ActionReply reply) = 0;

    /// What this host is like, for preflight (SPEC.md).
    virtual void hostFacts(ActionReply reply);
    /// Who has these addresses, separated by commas, on the networks of this host.
    virtual void askAddresses(const QString &addresses, ActionReply reply);

    /// Sends an advert of that router id, which nobody on the wire has, on each way that adverts take here.
    virtual void probePaths(std::int64_t routerId, ActionReply reply);

    /// The cluster file in force, without secrets (SPEC.md, Roll-out).
    virtual void clusterFile(ActionReply reply);
    /// Another cluster file for this host.
    virtual void carryOut(const FileRequest &request, ActionReply reply);

    /// Whether a certificate that nobody knows may come in, to be paired.
    virtual bool admitsStrangers() const { return false; }
    /// Shows a new code for a client of that role (SPEC.md, Pairing).
    virtual Result<QJsonObject> openPairing(rpc::Role role, const std::string &askedBy);
    virtual Result<QJsonObject> pair(const PairingRequest &request);

signals:
    void eventStored(const tandem::model::Event &event); ///< it is in the journal
    void sampleStored(const tandem::model::HealthSample &sample);
    void statusChanged();
};

} // namespace tandem::agent
