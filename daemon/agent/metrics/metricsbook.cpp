// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/metrics/metricsbook.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>

namespace tandem::agent {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

constexpr double nanosecond = 1e-9;

/// What goes into one answer. Families that get no value are left out.
class Families
{
public:
    /// The family that values are added to from now on.
    void begin(std::string name, std::string help, MetricType type = MetricType::Gauge)
    {
        m_families.push_back({std::move(name), std::move(help), type, {}});
    }
    void add(double value, Labels labels = {})
    {
        ClientMetric metric;
        metric.label = std::move(labels);
        if (m_families.back().type == MetricType::Counter)
            metric.counter.value = value;
        else
            metric.gauge.value = value;
        m_families.back().metric.push_back(std::move(metric));
    }
    std::vector<MetricFamily> take()
    {
        std::erase_if(m_families, [](const MetricFamily &family) { return family.metric.empty(); });
        return std::move(m_families);
    }

private:
    std::vector<MetricFamily> m_families;
};

std::string lower(std::string_view word)
{
    std::string text(word);
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

/// A label's value must be UTF-8 without control characters; the names are others' (MaxScale's servers).
std::string clean(const std::string &text)
{
    std::string kept = text;
    std::ranges::replace_if(
        kept, [](unsigned char c) { return c < 0x20; }, '?');
    return kept;
}

void addNode(Families &out, const model::NodeStatus &status)
{
    out.begin("tandem_build_info", "The version of tandem-agent.");
    out.add(1, {{"version", status.helperVersion}});
    out.begin("tandem_engine_state", "1 for the state that the engine is in, as the agent sees it.");
    for (const auto state : {model::EngineState::Running, model::EngineState::Stopped, model::EngineState::Unknown})
        out.add(status.engineState == state ? 1 : 0, {{"state", std::string(nameOf(state))}});
    const bool running = status.engineState == model::EngineState::Running;
    out.begin("tandem_engine_lateness_seconds", "Largest lateness of the engine's loop in the last minute.");
    if (running)
        out.add(static_cast<double>(status.engineLatenessNs) * nanosecond);
    out.begin("tandem_lease_seconds", "Kernel lease of the VIPs; 0: none.");
    if (running)
        out.add(static_cast<double>(status.leaseSeconds));
    out.begin("tandem_maintenance", "1 while the node is in maintenance.");
    out.add(status.maintenance ? 1 : 0);
}

void addInstances(Families &out, const model::NodeStatus &status)
{
    using enum model::VrrpState;
    out.begin("tandem_instance_state", "1 for the state that the VRRP instance is in on this node.");
    for (const model::InstanceStatus &instance : status.instances)
        for (const auto state : {Master, Backup, Fault, Init, Stopped, Unknown})
            out.add(instance.state == state ? 1 : 0, {{"instance", instance.name}, {"state", lower(nameOf(state))}});
    out.begin("tandem_instance_effective_priority", "The priority that the instance advertises; 0 in FAULT.");
    for (const model::InstanceStatus &instance : status.instances)
        if (instance.effectivePriority)
            out.add(*instance.effectivePriority, {{"instance", instance.name}});
    out.begin("tandem_vip_held", "1 where this node's kernel has the VIP.");
    for (const model::InstanceStatus &instance : status.instances)
        for (const std::string &vip : instance.vips)
            out.add(std::ranges::find(instance.heldVips, vip) != instance.heldVips.end() ? 1 : 0,
                    {{"instance", instance.name}, {"vip", vip}});
}

void addMaxScale(Families &out, const model::MaxScaleStatus &maxscale)
{
    if (maxscale.verdict.empty())
        return; // none is watched, or nothing is known yet
    out.begin("tandem_maxscale_up", "1 while the health check finds MaxScale good.");
    out.add(maxscale.verdict == "ok" ? 1 : 0);
    out.begin("tandem_maxscale_verdict", "1 for what the health check says.");
    out.add(1, {{"verdict", clean(maxscale.verdict)}});
    out.begin("tandem_maxscale_rest_reachable", "1 where MaxScale's REST API answered the last time.");
    out.add(maxscale.reachable ? 1 : 0);
    out.begin("tandem_maxscale_passive", "1 while MaxScale is passive.");
    if (maxscale.passive)
        out.add(*maxscale.passive ? 1 : 0);
    out.begin("tandem_maxscale_server_state", "1 for each word of the state that this MaxScale sees a server in.");
    for (const model::ServerStatus &server : maxscale.servers) {
        constexpr std::array<std::string_view, 7> words{"Master",      "Slave",   "Running", "Down",
                                                        "Maintenance", "Drained", "Draining"};
        const std::string state = ", " + server.state + ",";
        for (const std::string_view word : words)
            out.add(state.find(", " + std::string(word) + ",") != std::string::npos ? 1 : 0,
                    {{"server", clean(server.name)}, {"state", lower(word)}});
    }
}

void addAlarms(Families &out, const std::vector<model::Alarm> &alarms)
{
    using enum model::AlarmSeverity;
    out.begin("tandem_alarms", "Alarms that this node raises now.");
    for (const auto severity : {Critical, Warning})
        out.add(static_cast<double>(std::ranges::count(alarms, severity, &model::Alarm::severity)),
                {{"severity", std::string(nameOf(severity))}});
    out.begin("tandem_alarm_since_timestamp_seconds", "When an alarm that lasts was raised.");
    for (const model::Alarm &alarm : alarms)
        out.add(static_cast<double>(alarm.sinceNs) * nanosecond, {{"code", alarm.code},
                                                                  {"instance", alarm.instance},
                                                                  {"node", alarm.node},
                                                                  {"severity", std::string(nameOf(alarm.severity))}});
}

} // namespace

void MetricsBook::update(const model::NodeStatus &status)
{
    model::NodeStatus copy = status;
    const std::lock_guard lock(m_mutex);
    std::swap(m_status.emplace(), copy);
}

void MetricsBook::update(const model::HealthSample &sample)
{
    const std::lock_guard lock(m_mutex);
    m_sampledNs = sample.timeNs;
    std::erase_if(m_values, [&sample](const Kept &kept) {
        return sample.timeNs - kept.timeNs > staleAfterNs || kept.timeNs > sample.timeNs;
    });
    for (model::MetricValue &value : seriesOf(sample)) {
        const auto kept = std::ranges::find_if(m_values, [&value](const Kept &one) {
            return one.value.metric == value.metric && one.value.server == value.server;
        });
        if (kept == m_values.end())
            m_values.push_back({std::move(value), sample.timeNs});
        else
            *kept = {std::move(value), sample.timeNs};
    }
}

std::vector<MetricFamily> MetricsBook::Collect() const
{
    std::optional<model::NodeStatus> status;
    std::vector<Kept> values;
    std::int64_t sampledNs = 0;
    {
        const std::lock_guard lock(m_mutex);
        status = m_status;
        values = m_values;
        sampledNs = m_sampledNs;
    }
    Families out;
    if (status) {
        addNode(out, *status);
        addInstances(out, *status);
        addMaxScale(out, status->maxscale);
        addAlarms(out, status->alarms);
    }
    out.begin("tandem_maxscale_sample_timestamp_seconds", "When the health check measured last.");
    if (sampledNs > 0)
        out.add(static_cast<double>(sampledNs) * nanosecond);
    for (const model::MetricInfo &info : model::metrics()) {
        out.begin(std::string(info.longName), std::string(info.help),
                  info.kind == model::MetricKind::Counter ? MetricType::Counter : MetricType::Gauge);
        for (const Kept &kept : values)
            if (kept.value.metric == info.metric)
                out.add(static_cast<double>(kept.value.value) * baseOf(info.unit),
                        info.perServer ? Labels{{"server", clean(kept.value.server)}} : Labels{});
    }
    return out.take();
}

} // namespace tandem::agent
