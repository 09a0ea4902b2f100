// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/metrics/metricsdesk.h"

#include <utility>

namespace tandem::agent {

MetricsDesk::MetricsDesk(config::Endpoint place) : m_place(std::move(place))
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &MetricsDesk::listen);
}

void MetricsDesk::start()
{
    listen();
}

void MetricsDesk::listen()
{
    const auto listening =
        m_server.listen(QHostAddress(QString::fromStdString(m_place.address.toString())), m_place.port);
    const bool before = m_trouble.has_value();
    m_trouble = listening ? std::nullopt : std::optional(listening.error());
    if (m_trouble)
        m_again.start(retry);
    if (m_trouble.has_value() != before)
        emit changed();
}

std::vector<Finding> MetricsDesk::findings() const
{
    if (!m_trouble)
        return {};
    return {{"metrics-unavailable", model::AlarmSeverity::Warning, describe(*m_trouble)}};
}

} // namespace tandem::agent
