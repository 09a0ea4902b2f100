// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/agent/api/nodeview.h"

#include <string>

namespace tandem::agent {

/// A node whose journal is a vector.
class FakeNode : public NodeView
{
    Q_OBJECT

public:
    explicit FakeNode(std::string name = "maxscale1") : m_name(std::move(name))
    {
        m_status.name = m_name;
        m_other.name = "other";
    }

    model::NodeStatus status() const override
    {
        ++m_timesAsked;
        return m_status;
    }
    int timesAsked() const { return m_timesAsked; }

    Result<std::vector<model::Event>> events(std::uint64_t since, int limit) const override
    {
        if (m_broken)
            return fail(ErrorCode::System, "journal.db", "disk I/O error");
        ++m_asked;
        std::vector<model::Event> found;
        for (const auto &event : m_events)
            if (event.seq > since && static_cast<int>(found.size()) < limit && !isSkipped(event.seq, limit))
                found.push_back(event);
        return found;
    }

    std::uint64_t lastEventSeq() const override { return m_events.empty() ? 0 : m_events.back().seq; }

    Result<std::vector<model::HealthSample>> samples(std::int64_t sinceNs, int limit) const override
    {
        std::vector<model::HealthSample> found;
        for (const auto &sample : m_samples)
            if (sample.timeNs > sinceNs && static_cast<int>(found.size()) < limit)
                found.push_back(sample);
        return found;
    }

    Result<std::vector<model::HealthRollup>> rollups(model::Resolution resolution, std::int64_t sinceNs,
                                                     std::int64_t untilNs, int limit) const override
    {
        std::vector<model::HealthRollup> found;
        const auto &all = resolution == model::Resolution::Hour ? hours : minutes;
        for (const auto &rollup : all)
            if (rollup.timeNs > sinceNs && rollup.timeNs <= untilNs && static_cast<int>(found.size()) < limit)
                found.push_back(rollup);
        return found;
    }

    std::string journalId() const override { return m_journalId; }
    Result<model::NodeStatus> statusOf(const std::string &node) const override
    {
        if (node != m_other.name)
            return fail(ErrorCode::Usage, {}, "no such node");
        return m_other;
    }
    /// Keeps it; answers at once unless it is told to wait.
    void carryOut(const Action &action, ActionReply reply) override
    {
        actions.push_back(action);
        if (holdsReplies)
            replies.push_back(std::move(reply));
        else
            reply(answer);
    }

    void failoverReadiness(const std::string &node, ActionReply reply) override
    {
        askedReadiness.push_back(node);
        reply(readiness);
    }

    std::vector<std::string> askedReadiness;
    Result<QJsonObject> readiness = QJsonObject{{"would_fail_over", true}};
    std::vector<model::HealthRollup> minutes;
    std::vector<model::HealthRollup> hours;
    std::vector<Action> actions;
    std::vector<ActionReply> replies;
    Result<QJsonObject> answer = QJsonObject{{"done", true}};
    bool holdsReplies = false;

    void setOther(const model::NodeStatus &other) { m_other = other; }
    void setJournalId(const std::string &id) { m_journalId = id; }
    void addEvent(const std::string &reason = "as it goes")
    {
        model::Event event;
        event.seq = lastEventSeq() + 1;
        event.node = m_name;
        event.timeNs = static_cast<std::int64_t>(event.seq) * 1000;
        event.reason = reason;
        m_events.push_back(event);
        emit eventStored(event);
    }

    void addSample(std::int64_t timeNs)
    {
        m_samples.push_back({timeNs, "ok", 1000, {}, {}});
        emit sampleStored(m_samples.back());
    }

    void addSample(const model::HealthSample &sample)
    {
        m_samples.push_back(sample);
        emit sampleStored(sample);
    }

    void setStatus(const model::NodeStatus &status)
    {
        m_status = status;
        emit statusChanged();
    }

    void setBroken(bool broken) { m_broken = broken; }
    void forgetEvents() { m_events.clear(); }
    void dropEventsUpTo(std::uint64_t seq)
    {
        std::erase_if(m_events, [&](const auto &event) { return event.seq <= seq; });
    }
    /// As if these were lost on the way to a subscriber, which asks in small portions.
    void skipInSubscriptions(std::uint64_t from, std::uint64_t to)
    {
        m_skipFrom = from;
        m_skipTo = to;
    }
    int asked() const { return m_asked; }

private:
    bool isSkipped(std::uint64_t seq, int limit) const { return limit <= 100 && seq >= m_skipFrom && seq <= m_skipTo; }

    std::string m_name;
    std::string m_journalId = "1";
    model::NodeStatus m_status;
    mutable int m_timesAsked = 0;
    model::NodeStatus m_other;
    std::vector<model::Event> m_events;
    std::vector<model::HealthSample> m_samples;
    bool m_broken = false;
    std::uint64_t m_skipFrom = 1;
    std::uint64_t m_skipTo = 0;
    mutable int m_asked = 0;
};

} // namespace tandem::agent
