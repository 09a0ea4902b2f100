// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tandem::model {

/// What is measured of a MaxScale and kept. Journal and API know them by name, never by number.
enum class Metric : std::uint8_t {
    RestLatency,
    GreetingLatency,
    LoginLatency,
    Clients,
    PeakClients,
    ConnectionRate,
    ServerConnections,
    RunningOperations,
    QueryRate,
    MasterQueryRate,
    ReplicaQueryRate,
    ReadLatency,
    ReadLatencyP99,
    WriteLatency,
    WriteLatencyP99,
    SelectTime,
    ReplicationLag,
    ThreadLoad,
    ThreadSessions,
    Descriptors,
    Memory,
    FailedLogins,
    Uptime,
};

/// What a value of 1 is. Values are whole numbers, so small units stand where fractions matter.
enum class MetricUnit : std::uint8_t { Nanosecond, Second, Count, ThousandthPerSecond, Percent, Byte };

enum class MetricKind : std::uint8_t {
    Gauge,
    Rate,    ///< from two readings of a counter; a restart between them leaves a gap
    Counter, ///< since MaxScale's start
};

struct MetricInfo
{
    Metric metric;
    std::string_view name; ///< in journal and API, with its unit: "rest_latency_ns"
    MetricUnit unit;
    MetricKind kind;
    bool perServer;            ///< a series for each database server
    std::string_view longName; ///< for Prometheus: base units in the name
    std::string_view help;     ///< one line for people
};

/// All of them, in the enum's order.
std::span<const MetricInfo> metrics();
const MetricInfo &infoOf(Metric metric);
std::optional<Metric> metricNamed(std::string_view name);

/// A value of 1 in base units (seconds, bytes, ratio, per second).
double baseOf(MetricUnit unit);

} // namespace tandem::model
