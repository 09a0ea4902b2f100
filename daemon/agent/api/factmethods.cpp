// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/api/methodtable.h"
#include "daemon/agent/api/nodeview.h"

namespace tandem::agent {

void NodeView::hostFacts(ActionReply reply)
{
    reply(fail(ErrorCode::Refused, {}, "this program knows nothing of its host"));
}

void NodeView::askAddresses(const QString &, ActionReply reply)
{
    reply(fail(ErrorCode::Refused, {}, "this program asks nobody"));
}

void NodeView::probePaths(std::int64_t, ActionReply reply)
{
    reply(fail(ErrorCode::Refused, {}, "this program sends no adverts"));
}

void addFactMethods(MethodTable &table, NodeView &view)
{
    table.addSlow("host_facts", [&view](const Call &, ActionReply reply) { view.hostFacts(std::move(reply)); });
    table.addSlow("ask_addresses", [&view](const Call &call, ActionReply reply) {
        view.askAddresses(call.params.value("addresses").toString(), std::move(reply));
    });
    table.addSlow("probe_paths", [&view](const Call &call, ActionReply reply) {
        view.probePaths(call.params.value("router_id").toInteger(), std::move(reply));
    });
}

} // namespace tandem::agent
