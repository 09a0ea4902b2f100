// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/readinessjson.h"

#include <QJsonArray>

namespace tandem::agent {

namespace {

/// As the cluster file writes it.
QString wordOf(config::Mode mode)
{
    switch (mode) {
    case config::Mode::Passive: return QStringLiteral("passive");
    case config::Mode::Cooperative: return QStringLiteral("cooperative");
    case config::Mode::None: break;
    }
    return QStringLiteral("none");
}

} // namespace

QJsonObject readinessJson(const std::string &node, const ReadinessView &view)
{
    const auto preconditions = failoverPreconditions(view);
    QJsonArray list;
    for (const Precondition &one : preconditions)
        list.append(QJsonObject{{"code", QString::fromStdString(one.code)},
                                {"ok", one.ok ? QJsonValue(*one.ok) : QJsonValue()},
                                {"text", QString::fromStdString(one.text)}});
    return {{"node", QString::fromStdString(node)},
            {"mode", wordOf(view.mode)},
            {"would_fail_over", wouldFailOver(preconditions)},
            {"preconditions", list}};
}

} // namespace tandem::agent
