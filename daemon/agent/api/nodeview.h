// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/event.h"
#include "model/healthsample.h"
#include "model/nodestatus.h"

#include <QObject>
#include <cstdint>
#include <vector>

namespace tandem::agent {

/// What the API needs to know of its node, and nothing more: the API owns sockets and rights, the rest of the agent owns
/// the truth. Implemented by Agent; by a plain fake in the API's tests.
class NodeView : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual model::NodeStatus status() const = 0;
    /// Events with seq > since, oldest first, at most `limit` of them.
    virtual Result<std::vector<model::Event>> events(std::uint64_t since, int limit) const = 0;
    /// The newest event's number; 0 = none.
    virtual std::uint64_t lastEventSeq() const = 0;
    /// Samples with timeNs > sinceNs, oldest first, at most `limit` of them.
    virtual Result<std::vector<model::HealthSample>> samples(std::int64_t sinceNs, int limit) const = 0;

signals:
    void eventStored(const tandem::model::Event &event); ///< it is in the journal
    void sampleStored(const tandem::model::HealthSample &sample);
    void statusChanged();
};

} // namespace tandem::agent
