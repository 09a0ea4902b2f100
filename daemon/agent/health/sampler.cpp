// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/sampler.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace tandem::agent {

namespace {

using maxscale::ResponseBucket;
using maxscale::ServiceStatistics;
using model::HealthSample;
using model::Metric;

using Counter = std::optional<std::int64_t> ServiceStatistics::*;

/// Two readings closer than this make rates out of noise: a counter moves in steps.
constexpr std::chrono::milliseconds shortestBetween{200};

void put(HealthSample &sample, Metric metric, const std::optional<std::int64_t> &value, const std::string &server = {})
{
    if (value)
        sample.values.push_back({metric, server, *value});
}

std::optional<std::int64_t> sumOf(std::span<const ServiceStatistics> services, Counter counter)
{
    std::optional<std::int64_t> sum;
    for (const ServiceStatistics &service : services)
        if (service.*counter)
            sum = sum.value_or(0) + *(service.*counter);
    return sum;
}

const ServiceStatistics *serviceNamed(std::span<const ServiceStatistics> services, const std::string &name)
{
    const auto found = std::ranges::find(services, name, &ServiceStatistics::name);
    return found == services.end() ? nullptr : &*found;
}

/// By how much the services that both readings have went on. Nothing where one of their counters fell.
std::optional<std::int64_t> growth(std::span<const ServiceStatistics> before, std::span<const ServiceStatistics> now,
                                   Counter counter)
{
    std::optional<std::int64_t> sum;
    for (const ServiceStatistics &service : now) {
        const ServiceStatistics *old = serviceNamed(before, service.name);
        if (old == nullptr || !(old->*counter) || !(service.*counter))
            continue;
        if (*(service.*counter) < *(old->*counter))
            return std::nullopt;
        sum = sum.value_or(0) + (*(service.*counter) - *(old->*counter));
    }
    return sum;
}

/// Each bucket's responses since then. Nothing where one fell, or the buckets are others.
std::optional<std::vector<ResponseBucket>> growth(const std::vector<ResponseBucket> &before,
                                                  const std::vector<ResponseBucket> &now)
{
    if (before.size() != now.size())
        return std::nullopt;
    std::vector<ResponseBucket> grown;
    for (std::size_t i = 0; i < now.size(); ++i) {
        if (now[i].count < before[i].count || now[i].upToSeconds != before[i].upToSeconds)
            return std::nullopt;
        grown.push_back({now[i].upToSeconds, now[i].count - before[i].count,
                         std::max(now[i].totalSeconds - before[i].totalSeconds, 0.0)});
    }
    return grown;
}

std::optional<std::int64_t> meanNs(std::int64_t count, double totalSeconds)
{
    const double ns = count > 0 ? totalSeconds / static_cast<double>(count) * 1e9 : -1;
    return ns >= 0 && ns < 9e18 ? std::optional<std::int64_t>(std::llround(ns)) : std::nullopt;
}

void putResponses(HealthSample &sample, const std::string &server, const std::vector<ResponseBucket> &grown,
                  Metric mean, Metric p99)
{
    std::int64_t count = 0;
    double total = 0;
    for (const ResponseBucket &bucket : grown) {
        count += bucket.count;
        total += bucket.totalSeconds;
    }
    put(sample, mean, meanNs(count, total), server);
    // Decades are too wide for more than this: the one that the 99th of 100 falls in, and the mean within it.
    std::int64_t upTo = 0;
    for (const ResponseBucket &bucket : grown) {
        upTo += bucket.count;
        if (bucket.count == 0 || static_cast<double>(upTo) < 0.99 * static_cast<double>(count))
            continue;
        put(sample, p99, meanNs(bucket.count, bucket.totalSeconds), server);
        return;
    }
}

} // namespace

HealthSample Sampler::take(const Reading &reading)
{
    HealthSample sample;
    sample.timeNs = reading.timeNs;
    sample.verdict = reading.verdict;
    if (reading.restLatency)
        sample.restLatencyNs = reading.restLatency->count();
    if (reading.greetingLatency)
        sample.greetingLatencyNs = reading.greetingLatency->count();
    noteStart(reading);
    takeServices(reading, sample);
    takeServers(reading, sample);
    if (reading.threads) {
        put(sample, Metric::ThreadLoad, reading.threads->loadPercent);
        put(sample, Metric::ThreadSessions, reading.threads->sessions);
        put(sample, Metric::Descriptors, reading.threads->descriptors);
    }
    put(sample, Metric::Memory, reading.residentBytes);
    put(sample, Metric::Uptime, reading.uptimeSeconds);
    return sample;
}

void Sampler::noteStart(const Reading &reading)
{
    if (!reading.startedAtNs)
        return;
    if (m_startedAtNs && *m_startedAtNs != *reading.startedAtNs) {
        m_counters.reset();
        m_responses.clear();
    }
    m_startedAtNs = reading.startedAtNs;
}

void Sampler::takeServices(const Reading &reading, HealthSample &sample)
{
    if (!reading.services)
        return;
    const std::vector<ServiceStatistics> &services = reading.services->statistics;
    sample.sessions = reading.services->sessions;
    put(sample, Metric::PeakClients, sumOf(services, &ServiceStatistics::peakConnections));
    put(sample, Metric::FailedLogins, sumOf(services, &ServiceStatistics::failedLogins));
    if (m_counters && reading.at - m_counters->at < shortestBetween)
        return; // the older ones stay what the next difference is taken from
    if (m_counters) {
        const double seconds = std::chrono::duration<double>(reading.at - m_counters->at).count();
        const auto putRate = [&](Metric metric, Counter counter) {
            if (const auto grown = growth(m_counters->services, services, counter))
                put(sample, metric, std::llround(static_cast<double>(*grown) * 1000 / seconds));
        };
        putRate(Metric::ConnectionRate, &ServiceStatistics::totalConnections);
        putRate(Metric::QueryRate, &ServiceStatistics::queries);
        putRate(Metric::MasterQueryRate, &ServiceStatistics::masterQueries);
        putRate(Metric::ReplicaQueryRate, &ServiceStatistics::replicaQueries);
    }
    m_counters = Counters{reading.at, services};
}

void Sampler::takeServers(const Reading &reading, HealthSample &sample)
{
    if (!reading.servers)
        return;
    std::map<std::string, Responses> before;
    before.swap(m_responses);
    for (const maxscale::ServerStatistics &server : *reading.servers) {
        if (m_responses.size() >= mostServers || m_responses.contains(server.name))
            continue;
        put(sample, Metric::ServerConnections, server.connections, server.name);
        put(sample, Metric::RunningOperations, server.runningOperations, server.name);
        put(sample, Metric::SelectTime, server.selectTimeNs, server.name);
        if (!reading.statesAreStale)
            put(sample, Metric::ReplicationLag, server.lagSeconds, server.name);
        Responses now{server.reads, server.writes};
        if (const auto old = before.find(server.name); old != before.end()) {
            if (const auto reads = growth(old->second.reads, now.reads))
                putResponses(sample, server.name, *reads, Metric::ReadLatency, Metric::ReadLatencyP99);
            if (const auto writes = growth(old->second.writes, now.writes))
                putResponses(sample, server.name, *writes, Metric::WriteLatency, Metric::WriteLatencyP99);
        }
        m_responses.emplace(server.name, std::move(now));
    }
}

} // namespace tandem::agent
