// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/fleetsource.h"

#include "base/clock.h"

namespace tandem::gui {

FleetSource::FleetSource(std::unique_ptr<fleet::Fleet> fleet, QObject *parent)
    : ClusterSource(parent), m_fleet(std::move(fleet))
{
    connect(m_fleet.get(), &fleet::Fleet::nodeChanged, this, &ClusterSource::nodeChanged);
    connect(m_fleet.get(), &fleet::Fleet::sampleAdded, this, &ClusterSource::sampleAdded);
    connect(m_fleet.get(), &fleet::Fleet::settledChanged, this, &ClusterSource::settledChanged);
    connect(&m_fleet->eventLog(), &fleet::EventLog::inserted, this, &ClusterSource::eventInserted);
}

FleetSource::~FleetSource() = default;

std::int64_t FleetSource::nowNs() const
{
    return wallClockNs();
}

} // namespace tandem::gui
