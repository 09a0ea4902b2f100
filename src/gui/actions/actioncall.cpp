// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/actions/actioncall.h"

namespace tandem::gui {

ActionCall ActionCall::of(const ActionRequest &request)
{
    QJsonObject params{{"node", QString::fromStdString(request.node)}};
    switch (request.kind) {
    case ActionKind::SwitchOver: return {QStringLiteral("switchover"), params};
    case ActionKind::EndSwitchover: params["cancel"] = true; return {QStringLiteral("switchover"), params};
    case ActionKind::BeginMaintenance: params["on"] = true; return {QStringLiteral("maintenance"), params};
    case ActionKind::EndMaintenance: params["on"] = false; return {QStringLiteral("maintenance"), params};
    }
    return {};
}

} // namespace tandem::gui
