// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/api/methodtable.h"

#include "rpc/methods.h"

namespace tandem::agent {

namespace {

rpc::RpcError unknownMethod(const QString &method)
{
    return {rpc::methodNotFound, Error{ErrorCode::BadMessage,
                                       {},
                                       "there is no method \"" + method.left(40).toStdString() + "\" here",
                                       "install the same version of Tandem on both sides"}};
}

} // namespace

void MethodTable::add(std::string_view name, Handler handler)
{
    m_handlers.insert_or_assign(std::string(name), std::move(handler));
}

void MethodTable::addSlow(std::string_view name, SlowHandler handler)
{
    m_slow.insert_or_assign(std::string(name), std::move(handler));
}

tl::expected<void, rpc::RpcError> MethodTable::check(const QString &method, const Call &call)
{
    const rpc::Method *known = rpc::methodNamed(method.toStdString());
    if (known == nullptr)
        return tl::unexpected(unknownMethod(method));
    if (!rpc::mayCall(call.caller.role, *known))
        return tl::unexpected(rpc::rpcErrorOf(
            Error{ErrorCode::NotAllowed,
                  {},
                  "\"" + call.caller.name + "\" is " + std::string(nameOf(call.caller.role)) + ", and " +
                      std::string(known->name) + " needs " + std::string(nameOf(known->role)),
                  "change the role in the node's peers.json"}));
    if (const auto params = rpc::checkParams(*known, call.params); !params)
        return tl::unexpected(rpc::RpcError{rpc::invalidParams, params.error()});
    return {};
}

Outcome MethodTable::run(const QString &method, const Call &call) const
{
    if (const auto checked = check(method, call); !checked)
        return tl::unexpected(checked.error());
    const auto found = m_handlers.find(method.toStdString());
    if (found == m_handlers.end())
        return tl::unexpected(unknownMethod(method));
    auto result = found->second(call);
    if (!result)
        return tl::unexpected(rpc::rpcErrorOf(result.error()));
    return std::move(*result);
}

void MethodTable::runSlow(const QString &method, const Call &call, SlowReply reply) const
{
    if (const auto checked = check(method, call); !checked)
        return reply(tl::unexpected(checked.error()));
    const auto found = m_slow.find(method.toStdString());
    if (found == m_slow.end())
        return reply(tl::unexpected(unknownMethod(method)));
    found->second(call, [reply = std::move(reply)](Result<QJsonObject> result) {
        reply(result ? Outcome(std::move(*result)) : Outcome(tl::unexpected(rpc::rpcErrorOf(result.error()))));
    });
}

} // namespace tandem::agent
