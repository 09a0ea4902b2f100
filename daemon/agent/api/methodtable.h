// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "daemon/agent/api/caller.h"
#include "rpc/message.h"

#include <QJsonObject>
#include <QString>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace tandem::agent {

class NodeView;

using Outcome = tl::expected<QJsonObject, rpc::RpcError>;
using Handler = std::function<Result<QJsonObject>(const Call &call)>;
/// For what takes time. `reply` is called once, within the call or later.
using SlowReply = std::function<void(Outcome)>;
using SlowHandler = std::function<void(const Call &call, std::function<void(Result<QJsonObject>)> reply)>;

/// Name -> what answers it. Rights and parameters are checked against rpc/methods.h before a handler is asked.
class MethodTable
{
public:
    void add(std::string_view name, Handler handler);
    void addSlow(std::string_view name, SlowHandler handler);
    bool knows(std::string_view name) const { return m_handlers.contains(name) || isSlow(name); }
    bool isSlow(std::string_view name) const { return m_slow.contains(name); }

    /// Unknown here, not allowed, wrong parameters: the error to answer with.
    static tl::expected<void, rpc::RpcError> check(const QString &method, const Call &call);
    Outcome run(const QString &method, const Call &call) const;
    void runSlow(const QString &method, const Call &call, SlowReply reply) const;

private:
    std::map<std::string, Handler, std::less<>> m_handlers;
    std::map<std::string, SlowHandler, std::less<>> m_slow;
};

/// status, events, samples, clock.
void addReadMethods(MethodTable &table, const NodeView &view);
/// What may take time: switchover, maintenance, mode, failover_readiness.
void addActionMethods(MethodTable &table, NodeView &view);
/// host_facts, ask_addresses, probe_paths.
void addFactMethods(MethodTable &table, NodeView &view);
/// cluster_file, offer_file, try_file, end_trial.
void addFileMethods(MethodTable &table, NodeView &view);
/// pair_open, pair.
void addPairMethods(MethodTable &table, NodeView &view);

} // namespace tandem::agent
