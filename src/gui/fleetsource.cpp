// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/fleetsource.h"

#include "base/clock.h"
#include "gui/actions/actioncall.h"

#include <QTimer>
#include <algorithm>

namespace tandem::gui {

FleetSource::FleetSource(std::unique_ptr<fleet::Fleet> fleet, QObject *parent)
    : ClusterSource(parent), m_fleet(std::move(fleet)),
      m_vips(m_fleet->cluster(), [this]() -> const std::vector<model::NodeStatus> & { return m_fleet->nodes(); })
{
    connect(m_fleet.get(), &fleet::Fleet::nodeChanged, this, &ClusterSource::nodeChanged);
    connect(m_fleet.get(), &fleet::Fleet::sampleAdded, this, &ClusterSource::sampleAdded);
    connect(m_fleet.get(), &fleet::Fleet::settledChanged, this, &ClusterSource::settledChanged);
    connect(&m_vips, &fleet::VipCaller::changed, this, &ClusterSource::vipViewsChanged);
    connect(&m_fleet->eventLog(), &fleet::EventLog::inserted, this, &ClusterSource::eventInserted);
    connect(&m_fleet->eventLog(), &fleet::EventLog::aboutToDrop, this, &ClusterSource::eventsAboutToDrop);
    connect(&m_fleet->eventLog(), &fleet::EventLog::dropped, this, &ClusterSource::eventsDropped);
}

FleetSource::~FleetSource() = default;

void FleetSource::start()
{
    m_fleet->start();
    m_vips.start();
}

fleet::ClusterStatus FleetSource::status() const
{
    fleet::ClusterStatus status = m_fleet->status();
    for (model::Alarm &alarm : fleet::alarmsOf(m_vips.views())) {
        const auto milder = std::ranges::find_if(
            status.alarms, [&](const model::Alarm &other) { return other.severity < alarm.severity; });
        status.alarms.insert(milder, std::move(alarm));
    }
    return status;
}

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
    const ActionCall call = ActionCall::of(request);
    m_fleet->call(node, call.method, call.params, [answer = std::move(answer)](const Result<QJsonObject> &reply) {
        answer(reply ? Result<void>{} : Failure(reply.error()));
    });
}

} // namespace tandem::gui
