// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "config/cluster.h"
#include "daemon/agent/health/finding.h"
#include "daemon/agent/metrics/metricsserver.h"

#include <QTimer>
#include <chrono>
#include <optional>
#include <vector>

namespace tandem::agent {

/// Keeps Prometheus informed. Where the port is taken, that is a finding, and it is tried again.
class MetricsDesk : public QObject
{
    Q_OBJECT

public:
    explicit MetricsDesk(config::Endpoint place);

    void start();
    void update(const model::NodeStatus &status) { m_server.book().update(status); }
    void update(const model::HealthSample &sample) { m_server.book().update(sample); }
    std::vector<Finding> findings() const;
    std::uint16_t port() const { return m_server.port(); }

    static constexpr std::chrono::seconds retry{30};

signals:
    void changed(); ///< findings() are new

private:
    void listen();

    config::Endpoint m_place;
    MetricsServer m_server;
    std::optional<Error> m_trouble;
    QTimer m_again;
};

} // namespace tandem::agent
