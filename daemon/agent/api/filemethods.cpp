// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/api/methodtable.h"
#include "daemon/agent/api/nodeview.h"

namespace tandem::agent {

namespace {

std::string textOf(const Call &call, const char *name)
{
    return call.params.value(QLatin1String(name)).toString().toStdString();
}

FileRequest requestOf(const Call &call, FileRequest::Kind kind)
{
    FileRequest request;
    request.kind = kind;
    request.text = textOf(call, "text");
    request.was = textOf(call, "was");
    request.digest = textOf(call, "digest");
    request.seconds = call.params.value("seconds").toInteger();
    request.holdSeconds = call.params.value("hold_seconds").toInteger();
    request.askedBy = call.caller.name;
    return request;
}

} // namespace

void NodeView::clusterFile(ActionReply reply)
{
    reply(fail(ErrorCode::Refused, {}, "this program has no cluster file"));
}

void NodeView::carryOut(const FileRequest &, ActionReply reply)
{
    reply(fail(ErrorCode::Refused, {}, "this program takes no cluster file"));
}

void addFileMethods(MethodTable &table, NodeView &view)
{
    table.addSlow("cluster_file", [&view](const Call &, ActionReply reply) { view.clusterFile(std::move(reply)); });
    table.addSlow("offer_file", [&view](const Call &call, ActionReply reply) {
        view.carryOut(requestOf(call, FileRequest::Kind::Offer), std::move(reply));
    });
    table.addSlow("try_file", [&view](const Call &call, ActionReply reply) {
        view.carryOut(requestOf(call, FileRequest::Kind::Try), std::move(reply));
    });
    table.addSlow("end_trial", [&view](const Call &call, ActionReply reply) {
        const bool keep = call.params.value("keep").toBool();
        view.carryOut(requestOf(call, keep ? FileRequest::Kind::Keep : FileRequest::Kind::TakeBack), std::move(reply));
    });
}

} // namespace tandem::agent
