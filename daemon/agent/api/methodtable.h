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

/// Name -> what answers it. Rights and parameters are checked against rpc/methods.h before a handler is asked.
class MethodTable
{
public:
    void add(std::string_view name, Handler handler);
    bool knows(std::string_view name) const { return m_handlers.contains(name); }

    /// Unknown here, not allowed, wrong parameters: the error to answer with.
    static tl::expected<void, rpc::RpcError> check(const QString &method, const Call &call);
    Outcome run(const QString &method, const Call &call) const;

private:
    std::map<std::string, Handler, std::less<>> m_handlers;
};

/// status, events, samples, clock.
void addReadMethods(MethodTable &table, const NodeView &view);

} // namespace tandem::agent
