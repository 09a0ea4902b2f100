// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "maxscale/serverlist.h"
#include "maxscale/servicelist.h"
#include "maxscale/threadlist.h"
#include "model/healthsample.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tandem::agent {

/// What one look brought; whatever was not asked, or not answered, is absent.
struct Reading
{
    std::int64_t timeNs = 0; ///< wall clock: the sample's
    Instant at{};            ///< what rates are counted by
    std::string verdict;
    std::optional<Duration> restLatency;
    std::optional<Duration> greetingLatency;
    std::optional<std::int64_t> startedAtNs; ///< MaxScale's: another one means that its counters began anew
    std::optional<std::int64_t> uptimeSeconds;
    std::optional<std::int64_t> residentBytes;
    bool statesAreStale = false; ///< the monitor stands still, and the lag with it
    std::optional<std::vector<maxscale::ServerStatistics>> servers;
    std::optional<maxscale::ServiceList> services;
    std::optional<maxscale::ThreadSummary> threads;
};

/// Turns successive readings into samples. Rates and response times are differences of two readings of counters; where
/// MaxScale restarted in between, seen by started_at or by a counter that fell, they are absent. Pure: time is handed
/// in.
class Sampler
{
public:
    /// Of more servers than this, the first ones.
    static constexpr std::size_t mostServers = 32;

    model::HealthSample take(const Reading &reading);

private:
    /// The counters of one reading.
    struct Counters
    {
        Instant at{};
        std::vector<maxscale::ServiceStatistics> services;
    };
    struct Responses
    {
        std::vector<maxscale::ResponseBucket> reads;
        std::vector<maxscale::ResponseBucket> writes;
    };

    void noteStart(const Reading &reading);
    void takeServices(const Reading &reading, model::HealthSample &sample);
    void takeServers(const Reading &reading, model::HealthSample &sample);

    std::optional<std::int64_t> m_startedAtNs;
    std::optional<Counters> m_counters;
    std::map<std::string, Responses> m_responses; ///< by server
};

} // namespace tandem::agent
