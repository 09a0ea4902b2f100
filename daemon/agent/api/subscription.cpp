// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/api/subscription.h"

#include "daemon/agent/api/nodeview.h"
#include "rpc/modeljson.h"

namespace tandem::agent {

namespace {

constexpr int askAtOnce = 100;

} // namespace

Subscription::Subscription(const NodeView &view, Wanted wanted)
    : m_view(&view), m_wanted(wanted), m_lastAtStart(view.lastEventSeq()), m_eventsDue(wanted.eventsSince.has_value()),
      m_samplesDue(wanted.samplesSinceNs.has_value()), m_statusDue(wanted.status), m_syncedDue(true)
{
}

void Subscription::eventStored()
{
    m_eventsDue = m_wanted.eventsSince.has_value();
}

void Subscription::sampleStored()
{
    m_samplesDue = m_wanted.samplesSinceNs.has_value();
}

void Subscription::statusChanged()
{
    m_statusDue = m_wanted.status;
}

Result<void> Subscription::pump(const Send &send, const HasRoom &hasRoom)
{
    if (m_statusDue && hasRoom()) {
        m_statusDue = false;
        send("status", rpc::toJson(m_view->status()));
    }
    if (auto events = pumpEvents(send, hasRoom); !events)
        return events;
    if (auto samples = pumpSamples(send, hasRoom); !samples)
        return samples;
    if (m_syncedDue && !m_eventsDue && !m_samplesDue && !m_statusDue && hasRoom()) {
        m_syncedDue = false;
        send("synced", {{"last_seq", static_cast<qint64>(m_lastAtStart)}});
    }
    return {};
}

Result<void> Subscription::pumpEvents(const Send &send, const HasRoom &hasRoom)
{
    while (m_eventsDue && hasRoom()) {
        const auto events = m_view->events(*m_wanted.eventsSince, askAtOnce);
        if (!events)
            return Failure(events.error());
        m_eventsDue = events->size() == askAtOnce;
        for (const model::Event &event : *events) {
            if (event.seq <= *m_wanted.eventsSince)
                continue;
            if (!hasRoom()) {
                m_eventsDue = true;
                break;
            }
            m_wanted.eventsSince = event.seq;
            send("event", rpc::toJson(event));
        }
    }
    return {};
}

Result<void> Subscription::pumpSamples(const Send &send, const HasRoom &hasRoom)
{
    while (m_samplesDue && hasRoom()) {
        auto samples = m_view->samples(*m_wanted.samplesSinceNs, askAtOnce);
        if (!samples)
            return Failure(samples.error());
        m_samplesDue = samples->size() == askAtOnce;
        for (model::HealthSample &sample : *samples) {
            if (sample.timeNs <= *m_wanted.samplesSinceNs)
                continue;
            if (!hasRoom()) {
                m_samplesDue = true;
                break;
            }
            m_wanted.samplesSinceNs = sample.timeNs;
            m_wanted.metrics.apply(sample);
            send("sample", rpc::toJson(sample));
        }
    }
    return {};
}

} // namespace tandem::agent
