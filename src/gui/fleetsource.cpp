// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/fleetsource.h"

#include "base/clock.h"

#include <QTimer>

namespace tandem::gui {

namespace {

QString methodOf(ActionKind kind)
{
    const bool switchover = kind == ActionKind::SwitchOver || kind == ActionKind::EndSwitchover;
    return switchover ? QStringLiteral("switchover") : QStringLiteral("maintenance");
}

QJsonObject paramsOf(const ActionRequest &request)
{
    QJsonObject params{{"node", QString::fromStdString(request.node)}};
    switch (request.kind) {
    case ActionKind::SwitchOver: break;
    case ActionKind::EndSwitchover: params["cancel"] = true; break;
    case ActionKind::BeginMaintenance: params["on"] = true; break;
    case ActionKind::EndMaintenance: params["on"] = false; break;
    }
    return params;
}

} // namespace

FleetSource::FleetSource(std::unique_ptr<fleet::Fleet> fleet, QObject *parent)
    : ClusterSource(parent), m_fleet(std::move(fleet))
{
    connect(m_fleet.get(), &fleet::Fleet::nodeChanged, this, &ClusterSource::nodeChanged);
    connect(m_fleet.get(), &fleet::Fleet::sampleAdded, this, &ClusterSource::sampleAdded);
    connect(m_fleet.get(), &fleet::Fleet::settledChanged, this, &ClusterSource::settledChanged);
    connect(&m_fleet->eventLog(), &fleet::EventLog::inserted, this, &ClusterSource::eventInserted);
    connect(&m_fleet->eventLog(), &fleet::EventLog::aboutToDrop, this, &ClusterSource::eventsAboutToDrop);
    connect(&m_fleet->eventLog(), &fleet::EventLog::dropped, this, &ClusterSource::eventsDropped);
}

FleetSource::~FleetSource() = default;

std::int64_t FleetSource::nowNs() const
{
    return wallClockNs();
}

void FleetSource::ask(const ActionRequest &request, Answer answer)
{
    const int node = nodeIndexOf(request.node);
    if (node < 0) {
        QTimer::singleShot(0, this, [answer = std::move(answer), name = request.node] {
            answer(fail(ErrorCode::Usage, {}, "the cluster has no node \"" + name + "\""));
        });
        return;
    }
    m_fleet->call(node, methodOf(request.kind), paramsOf(request),
                  [answer = std::move(answer)](const Result<QJsonObject> &reply) {
                      answer(reply ? Result<void>{} : Failure(reply.error()));
                  });
}

} // namespace tandem::gui
