// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "daemon/agent/api/metricfilter.h"

#include <QJsonObject>
#include <QString>
#include <cstdint>
#include <functional>
#include <optional>

namespace tandem::agent {

class NodeView;

/// What one client watches and how far it has got. Keeps no events: what the client has no room for stays in the
/// journal until there is room.
class Subscription
{
public:
    struct Wanted
    {
        std::optional<std::uint64_t> eventsSince; ///< nothing: no events
        std::optional<std::int64_t> samplesSinceNs;
        MetricFilter metrics; ///< of the samples
        bool status = false;
    };

    using Send = std::function<void(const QString &method, const QJsonObject &params)>;
    using HasRoom = std::function<bool()>;

    Subscription() = default; ///< watches nothing
    Subscription(const NodeView &view, Wanted wanted);

    void eventStored();
    void sampleStored();
    void statusChanged();

    /// Sends what is due, in order, while there is room. An error of the journal: what is due stays so.
    Result<void> pump(const Send &send, const HasRoom &hasRoom);

private:
    Result<void> pumpEvents(const Send &send, const HasRoom &hasRoom);
    Result<void> pumpSamples(const Send &send, const HasRoom &hasRoom);

    const NodeView *m_view = nullptr;
    Wanted m_wanted;
    std::uint64_t m_lastAtStart = 0;
    bool m_eventsDue = false;
    bool m_samplesDue = false;
    bool m_statusDue = false;
    bool m_syncedDue = false;
};

} // namespace tandem::agent
