// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/api/methodtable.h"
#include "daemon/agent/api/nodeview.h"

namespace tandem::agent {

namespace {

Failure notHere()
{
    return fail(ErrorCode::Refused, {}, "nobody can be paired with this program");
}

} // namespace

Result<QJsonObject> NodeView::openPairing(rpc::Role, const std::string &)
{
    return notHere();
}

Result<QJsonObject> NodeView::pair(const PairingRequest &)
{
    return notHere();
}

void addPairMethods(MethodTable &table, NodeView &view)
{
    table.add("pair_open", [&view](const Call &call) -> Result<QJsonObject> {
        const QString asked = call.params.value("role").toString(QStringLiteral("viewer"));
        const auto role = rpc::roleOf(asked.toStdString());
        if (!role)
            return fail(ErrorCode::Usage, {}, "role must be viewer, operator, admin or agent");
        return view.openPairing(*role, call.caller.name);
    });
    table.add("pair", [&view](const Call &call) -> Result<QJsonObject> {
        if (call.caller.fingerprint.empty())
            return fail(ErrorCode::Refused, {}, "a program on this host needs no pairing", "use --run-dir");
        return view.pair({call.params.value("name").toString().toStdString(),
                          call.params.value("proof").toString().toStdString(), call.caller.fingerprint});
    });
}

} // namespace tandem::agent
