// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/metric.h"

#include <algorithm>
#include <array>

namespace tandem::model {

namespace {

using enum MetricUnit;
using enum MetricKind;

constexpr MetricInfo table[] = {
    {Metric::RestLatency, "rest_latency_ns", Nanosecond, Gauge, false, "tandem_maxscale_rest_latency_seconds",
     "Time from asking MaxScale's REST API for its servers to its whole answer."},
    {Metric::GreetingLatency, "greeting_latency_ns", Nanosecond, Gauge, false,
     "tandem_maxscale_greeting_latency_seconds", "Time from connecting to the greeting, of the slowest listener."},
    {Metric::LoginLatency, "login_latency_ns", Nanosecond, Gauge, false, "tandem_maxscale_login_latency_seconds",
     "Time that the login probe took: connecting, logging in and one query."},
    {Metric::Clients, "sessions", Count, Gauge, false, "tandem_maxscale_clients",
     "Clients that are logged in to any service."},
    {Metric::PeakClients, "peak_clients", Count, Gauge, false, "tandem_maxscale_clients_peak",
     "Most clients at a time since MaxScale's start, of all services added up."},
    {Metric::ConnectionRate, "connections_per_second", ThousandthPerSecond, Rate, false,
     "tandem_maxscale_connections_per_second", "New client connections a second, of all services."},
    {Metric::ServerConnections, "server_connections", Count, Gauge, true, "tandem_maxscale_server_connections",
     "Connections of this MaxScale to a database server."},
    {Metric::RunningOperations, "running_operations", Count, Gauge, true, "tandem_maxscale_server_running_operations",
     "Operations of this MaxScale that a database server works on."},
    {Metric::QueryRate, "queries_per_second", ThousandthPerSecond, Rate, false, "tandem_maxscale_queries_per_second",
     "Queries a second, of all services."},
    {Metric::MasterQueryRate, "master_queries_per_second", ThousandthPerSecond, Rate, false,
     "tandem_maxscale_master_queries_per_second", "Queries a second that went to the master (readwritesplit)."},
    {Metric::ReplicaQueryRate, "replica_queries_per_second", ThousandthPerSecond, Rate, false,
     "tandem_maxscale_replica_queries_per_second", "Queries a second that went to replicas (readwritesplit)."},
    {Metric::ReadLatency, "read_latency_ns", Nanosecond, Gauge, true, "tandem_maxscale_server_read_latency_seconds",
     "Mean response time of reads since the reading before (readwritesplit)."},
    {Metric::ReadLatencyP99, "read_latency_p99_ns", Nanosecond, Gauge, true,
     "tandem_maxscale_server_read_latency_p99_seconds",
     "Mean of the decade that 99 of 100 reads since the reading before do not exceed (readwritesplit)."},
    {Metric::WriteLatency, "write_latency_ns", Nanosecond, Gauge, true, "tandem_maxscale_server_write_latency_seconds",
     "Mean response time of writes since the reading before (readwritesplit)."},
    {Metric::WriteLatencyP99, "write_latency_p99_ns", Nanosecond, Gauge, true,
     "tandem_maxscale_server_write_latency_p99_seconds",
     "Mean of the decade that 99 of 100 writes since the reading before do not exceed (readwritesplit)."},
    {Metric::SelectTime, "select_time_ns", Nanosecond, Gauge, true, "tandem_maxscale_server_select_time_seconds",
     "MaxScale's running average of SELECT times (adaptive_avg_select_time)."},
    {Metric::ReplicationLag, "lag_seconds", Second, Gauge, true, "tandem_maxscale_server_replication_lag_seconds",
     "Replication lag as MaxScale's monitor sees it."},
    {Metric::ThreadLoad, "thread_load_percent", Percent, Gauge, false, "tandem_maxscale_thread_load_ratio",
     "Load of MaxScale's busiest thread in the last second."},
    {Metric::ThreadSessions, "thread_sessions", Count, Gauge, false, "tandem_maxscale_thread_sessions",
     "Sessions of all threads, with probes and those that have not logged in."},
    {Metric::Descriptors, "descriptors", Count, Gauge, false, "tandem_maxscale_descriptors",
     "File descriptors that MaxScale's threads watch."},
    {Metric::Memory, "memory_bytes", Byte, Gauge, false, "tandem_maxscale_resident_memory_bytes",
     "Resident memory of the process maxscale on this host."},
    {Metric::FailedLogins, "failed_logins", Count, Counter, false, "tandem_maxscale_failed_logins_total",
     "Logins that failed since MaxScale's start, of all services."},
    {Metric::Uptime, "uptime_seconds", Second, Gauge, false, "tandem_maxscale_uptime_seconds",
     "Time since MaxScale's start."},
};

constexpr bool inOrder()
{
    for (std::size_t i = 0; i < std::size(table); ++i)
        if (static_cast<std::size_t>(table[i].metric) != i)
            return false;
    return true;
}
static_assert(inOrder());
static_assert(std::size(table) == static_cast<std::size_t>(Metric::Uptime) + 1);

} // namespace

std::span<const MetricInfo> metrics()
{
    return table;
}

const MetricInfo &infoOf(Metric metric)
{
    return table[static_cast<std::size_t>(metric)];
}

std::optional<Metric> metricNamed(std::string_view name)
{
    const auto *found = std::ranges::find(table, name, &MetricInfo::name);
    return found == std::end(table) ? std::nullopt : std::optional(found->metric);
}

double baseOf(MetricUnit unit)
{
    switch (unit) {
    case Nanosecond: return 1e-9;
    case ThousandthPerSecond: return 1e-3;
    case Percent: return 1e-2;
    case Second:
    case Count:
    case Byte: return 1;
    }
    return 1;
}

} // namespace tandem::model
