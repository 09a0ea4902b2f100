// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "daemon/agent/metrics/metricsbook.h"

#include <QHostAddress>
#include <cstdint>
#include <memory>

namespace prometheus {
class Exposer;
}

namespace tandem::agent {

/// Answers Prometheus at http://`helper.metrics`/metrics, in threads of its own.
class MetricsServer
{
public:
    MetricsServer();
    ~MetricsServer();
    MetricsServer(const MetricsServer &) = delete;
    MetricsServer &operator=(const MetricsServer &) = delete;

    /// Port 0: any. InUse: it cannot listen there; BadFile: an IPv6 address. The agent does not depend on it.
    Result<void> listen(const QHostAddress &address, std::uint16_t port);
    std::uint16_t port() const { return m_port; } ///< the one it listens on; 0: it does not

    MetricsBook &book() { return *m_book; }

private:
    std::shared_ptr<MetricsBook> m_book;
    std::unique_ptr<prometheus::Exposer> m_exposer;
    QHostAddress m_address;
    std::uint16_t m_port = 0;
};

} // namespace tandem::agent
