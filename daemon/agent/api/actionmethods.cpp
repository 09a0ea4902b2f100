// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/api/methodtable.h"
#include "daemon/agent/api/nodeview.h"
#include "rpc/methods.h"

#include <algorithm>

namespace tandem::agent {

namespace {

constexpr std::size_t longestName = 200;

/// Names from outside go into the journal and into other people's terminals.
std::string clean(std::string text)
{
    if (text.size() > longestName)
        text.resize(longestName);
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
    return text;
}

std::string textOf(const Call &call, const char *name)
{
    return clean(call.params.value(QLatin1String(name)).toString().toStdString());
}

Action actionOf(const Call &call, Action::Kind kind)
{
    Action action;
    action.kind = kind;
    action.node = textOf(call, "node");
    action.instance = textOf(call, "instance");
    action.askedBy = call.caller.name;
    if (call.caller.role == rpc::Role::Agent) { // only an agent is believed to ask for somebody else
        action.through = call.caller.name;
        const std::string said = textOf(call, "asked_by");
        action.askedBy = said.empty() ? call.caller.name : said;
    }
    return action;
}

void holdOrRelease(NodeView &view, const Call &call, ActionReply reply)
{
    const QString word = call.params.value("action").toString();
    if (word != QLatin1String("hold") && word != QLatin1String("release"))
        return reply(fail(ErrorCode::Usage, {}, "action must be \"hold\" or \"release\""));
    Action action = actionOf(call, word == QLatin1String("hold") ? Action::Kind::Hold : Action::Kind::Release);
    const qint64 seconds = call.params.value("for_seconds").toInteger(rpc::usualHoldSeconds);
    if (seconds < 1 || seconds > rpc::longestHoldSeconds)
        return reply(fail(ErrorCode::Usage, {},
                          "for_seconds must be 1 to " + std::to_string(rpc::longestHoldSeconds) + " (seven days)"));
    action.forSeconds = action.kind == Action::Kind::Hold ? seconds : 0;
    view.carryOut(action, std::move(reply));
}

} // namespace

void addActionMethods(MethodTable &table, NodeView &view)
{
    table.addSlow("switchover", [&view](const Call &call, ActionReply reply) {
        const bool cancel = call.params.value("cancel").toBool();
        view.carryOut(actionOf(call, cancel ? Action::Kind::CancelSwitchover : Action::Kind::Switchover),
                      std::move(reply));
    });
    table.addSlow("maintenance", [&view](const Call &call, ActionReply reply) {
        const bool on = call.params.value("on").toBool();
        view.carryOut(actionOf(call, on ? Action::Kind::MaintenanceOn : Action::Kind::MaintenanceOff),
                      std::move(reply));
    });
    table.addSlow("failover_readiness", [&view](const Call &call, ActionReply reply) {
        view.failoverReadiness(textOf(call, "node"), std::move(reply));
    });
    table.addSlow("mode",
                  [&view](const Call &call, ActionReply reply) { holdOrRelease(view, call, std::move(reply)); });
}

} // namespace tandem::agent
