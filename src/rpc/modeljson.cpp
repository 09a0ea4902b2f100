// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/modeljson.h"

#include "rpc/jsonvalues.h"
#include "rpc/objectreader.h"
#include "rpc/samplejson.h"

#include <algorithm>

namespace tandem::rpc {

namespace {

template <class T>
QJsonValue objectOrNull(const std::optional<T> &value)
{
    return value ? QJsonValue(toJson(*value)) : QJsonValue(QJsonValue::Null);
}

/// Details are text; a scalar of another type is taken as it is written, anything deeper is a field that we don't know.
Result<model::Cause> causeFromJson(const QJsonObject &object)
{
    model::Cause cause;
    ObjectReader in(object, "cause");
    in.name("type", cause.type, model::causeTypeOf);
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.key() == "type")
            continue;
        if (it->isString() || it->isDouble() || it->isBool())
            cause.details.emplace_back(it.key().toStdString(), it->toVariant().toString().toStdString());
    }
    return in.finish(std::move(cause));
}

Result<model::ServerStatus> serverFromJson(const QJsonObject &object)
{
    model::ServerStatus server;
    ObjectReader in(object, "server");
    in.text("name", server.name);
    in.text("state", server.state);
    in.integer("lag_seconds", server.lagSeconds);
    in.integer("connections", server.connections);
    return in.finish(std::move(server));
}

Result<model::MonitorStatus> monitorFromJson(const QJsonObject &object)
{
    model::MonitorStatus monitor;
    ObjectReader in(object, "monitor");
    in.text("name", monitor.name);
    in.text("state", monitor.state);
    in.text("doing", monitor.doing);
    in.text("master", monitor.master);
    in.boolean("stale", monitor.stale);
    in.text("locks", monitor.locks);
    in.boolean("lock_holder", monitor.lockHolder);
    in.boolean("auto_failover", monitor.autoFailover);
    return in.finish(std::move(monitor));
}

Result<model::ConfigSync> configSyncFromJson(const QJsonObject &object)
{
    model::ConfigSync sync;
    ObjectReader in(object, "config_sync");
    in.integer("version", sync.version);
    in.text("checksum", sync.checksum);
    in.text("status", sync.status);
    return in.finish(std::move(sync));
}

Result<model::Hold> holdFromJson(const QJsonObject &object)
{
    model::Hold hold;
    ObjectReader in(object, "hold");
    in.require("until_ns");
    in.integer("until_ns", hold.untilNs);
    in.text("by", hold.by);
    return in.finish(std::move(hold));
}

void readPort(ObjectReader &in, std::uint16_t &target)
{
    std::int64_t port = 0;
    in.integer("port", port);
    if (port < 0 || port > 65535)
        in.refuse("port", "a port");
    else
        target = static_cast<std::uint16_t>(port);
}

Result<model::VipAnswer> vipAnswerFromJson(const QJsonObject &object)
{
    model::VipAnswer answer;
    ObjectReader in(object, "vip_answer");
    in.text("vip", answer.vip);
    readPort(in, answer.port);
    in.text("version_string", answer.versionString);
    in.text("mac", answer.mac);
    in.text("trouble", answer.trouble);
    in.integer("at_ns", answer.atNs);
    return in.finish(std::move(answer));
}

Result<model::StrayClient> strayClientFromJson(const QJsonObject &object)
{
    model::StrayClient client;
    ObjectReader in(object, "stray_client");
    in.text("address", client.address);
    readPort(in, client.port);
    in.integer("connections", client.connections);
    in.text("user", client.user);
    return in.finish(std::move(client));
}

Result<model::MaxScaleStatus> maxscaleFromJson(const QJsonObject &object)
{
    model::MaxScaleStatus maxscale;
    ObjectReader in(object, "maxscale");
    in.boolean("reachable", maxscale.reachable);
    in.boolean("passive", maxscale.passive);
    in.text("version", maxscale.version);
    in.text("verdict", maxscale.verdict);
    in.text("evidence", maxscale.evidence);
    in.integer("started_at_ns", maxscale.startedAtNs);
    in.text("monitor_state", maxscale.monitorState);
    in.integer("sessions", maxscale.sessions);
    in.integer("check_latency_ns", maxscale.checkLatencyNs);
    in.list("servers", maxscale.servers, serverFromJson);
    in.list("monitors", maxscale.monitors, monitorFromJson);
    in.object("config_sync", maxscale.configSync, configSyncFromJson);
    in.text("config_digest", maxscale.configDigest);
    in.integer("failed_logins", maxscale.failedLogins);
    in.text("not_checked", maxscale.notChecked);
    return in.finish(std::move(maxscale));
}

Result<model::InstanceStatus> instanceFromJson(const QJsonObject &object)
{
    model::InstanceStatus instance;
    std::optional<std::int64_t> priority;
    std::optional<std::int64_t> overridden;
    ObjectReader in(object, "instance");
    in.text("name", instance.name);
    in.name("state", instance.state, model::vrrpStateOf);
    in.integer("effective_priority", priority);
    in.integer("override_priority", overridden);
    in.strings("held_vips", instance.heldVips);
    in.strings("vips", instance.vips);
    in.text("master_address", instance.masterAddress);
    in.integer("since_ns", instance.sinceNs);
    if (priority)
        instance.effectivePriority = static_cast<int>(std::clamp<std::int64_t>(*priority, 0, 255));
    if (overridden)
        instance.overridePriority = static_cast<int>(std::clamp<std::int64_t>(*overridden, 0, 255));
    return in.finish(std::move(instance));
}

} // namespace

QJsonObject toJson(const model::Event &event)
{
    QJsonObject cause;
    for (const auto &[name, value] : event.cause.details)
        cause[text(name)] = text(value);
    cause["type"] = text(nameOf(event.cause.type)); // last: a detail cannot hide it
    return {{"seq", number(static_cast<std::int64_t>(event.seq))},
            {"node", text(event.node)},
            {"time_ns", number(event.timeNs)},
            {"clock_error_ns", number(event.clockErrorNs)},
            {"kind", text(nameOf(event.kind))},
            {"instance", text(event.instance)},
            {"from", text(event.from)},
            {"to", text(event.to)},
            {"reason", text(event.reason)},
            {"cause", cause}};
}

QJsonObject toJson(const model::Alarm &alarm)
{
    return {{"id", text(alarm.id)},     {"code", text(alarm.code)},         {"severity", text(nameOf(alarm.severity))},
            {"node", text(alarm.node)}, {"instance", text(alarm.instance)}, {"since_ns", number(alarm.sinceNs)},
            {"text", text(alarm.text)}};
}

QJsonObject toJson(const model::HealthSample &sample)
{
    QJsonObject object{{"time_ns", number(sample.timeNs)}, {"verdict", text(sample.verdict)}};
    if (sample.restLatencyNs)
        object["rest_latency_ns"] = number(*sample.restLatencyNs);
    if (sample.greetingLatencyNs)
        object["greeting_latency_ns"] = number(*sample.greetingLatencyNs);
    if (sample.sessions)
        object["sessions"] = number(*sample.sessions);
    if (!sample.values.empty())
        object["values"] = toJson(sample.values);
    return object;
}

QJsonObject toJson(const model::ServerStatus &server)
{
    return {{"name", text(server.name)},
            {"state", text(server.state)},
            {"lag_seconds", orNull(server.lagSeconds)},
            {"connections", orNull(server.connections)}};
}

QJsonObject toJson(const model::MonitorStatus &monitor)
{
    return {{"name", text(monitor.name)},
            {"state", text(monitor.state)},
            {"doing", text(monitor.doing)},
            {"master", text(monitor.master)},
            {"stale", monitor.stale},
            {"locks", text(monitor.locks)},
            {"lock_holder", orNull(monitor.lockHolder)},
            {"auto_failover", orNull(monitor.autoFailover)}};
}

QJsonObject toJson(const model::ConfigSync &sync)
{
    return {{"version", number(sync.version)}, {"checksum", text(sync.checksum)}, {"status", text(sync.status)}};
}

QJsonObject toJson(const model::Hold &hold)
{
    return {{"until_ns", number(hold.untilNs)}, {"by", text(hold.by)}};
}

QJsonObject toJson(const model::VipAnswer &answer)
{
    return {{"vip", text(answer.vip)},
            {"port", answer.port},
            {"version_string", text(answer.versionString)},
            {"mac", text(answer.mac)},
            {"trouble", text(answer.trouble)},
            {"at_ns", number(answer.atNs)}};
}

QJsonObject toJson(const model::StrayClient &client)
{
    return {{"address", text(client.address)},
            {"port", client.port},
            {"connections", number(client.connections)},
            {"user", text(client.user)}};
}

QJsonObject toJson(const model::MaxScaleStatus &maxscale)
{
    return {{"reachable", maxscale.reachable},
            {"passive", orNull(maxscale.passive)},
            {"version", text(maxscale.version)},
            {"verdict", text(maxscale.verdict)},
            {"evidence", text(maxscale.evidence)},
            {"started_at_ns", orNull(maxscale.startedAtNs)},
            {"monitor_state", text(maxscale.monitorState)},
            {"sessions", orNull(maxscale.sessions)},
            {"check_latency_ns", orNull(maxscale.checkLatencyNs)},
            {"servers", objects(maxscale.servers)},
            {"monitors", objects(maxscale.monitors)},
            {"config_sync", objectOrNull(maxscale.configSync)},
            {"config_digest", text(maxscale.configDigest)},
            {"failed_logins", orNull(maxscale.failedLogins)},
            {"not_checked", text(maxscale.notChecked)}};
}

QJsonObject toJson(const model::InstanceStatus &instance)
{
    return {{"name", text(instance.name)},
            {"state", text(nameOf(instance.state))},
            {"effective_priority", orNull(instance.effectivePriority)},
            {"override_priority", orNull(instance.overridePriority)},
            {"held_vips", strings(instance.heldVips)},
            {"vips", strings(instance.vips)},
            {"master_address", text(instance.masterAddress)},
            {"since_ns", number(instance.sinceNs)}};
}

QJsonObject toJson(const model::NodeStatus &status)
{
    return {{"name", text(status.name)},
            {"reachable", status.reachable},
            {"engine_state", text(nameOf(status.engineState))},
            {"maintenance", status.maintenance},
            {"cluster_file", text(status.clusterFile)},
            {"trial_until_ns", orNull(status.trialUntilNs)},
            {"helper_version", text(status.helperVersion)},
            {"lease_seconds", number(status.leaseSeconds)},
            {"engine_lateness_ns", number(status.engineLatenessNs)},
            {"at_ns", number(status.atNs)},
            {"maxscale", toJson(status.maxscale)},
            {"hold", objectOrNull(status.hold)},
            {"macs", strings(status.macs)},
            {"vip_answers", objects(status.vipAnswers)},
            {"stray_connections", orNull(status.strayConnections)},
            {"stray_clients", objects(status.strayClients)},
            {"instances", objects(status.instances)},
            {"alarms", objects(status.alarms)}};
}

Result<model::Event> eventFromJson(const QJsonObject &object)
{
    model::Event event;
    std::int64_t seq = 0;
    ObjectReader in(object, "event");
    in.require("seq");
    in.require("kind");
    in.integer("seq", seq);
    in.text("node", event.node);
    in.integer("time_ns", event.timeNs);
    in.integer("clock_error_ns", event.clockErrorNs);
    in.name("kind", event.kind, model::eventKindOf);
    in.text("instance", event.instance);
    in.text("from", event.from);
    in.text("to", event.to);
    in.text("reason", event.reason);
    in.object("cause", event.cause, causeFromJson);
    if (seq < 1)
        in.refuse("seq", "a number from 1");
    event.seq = static_cast<std::uint64_t>(seq);
    return in.finish(std::move(event));
}

Result<model::Alarm> alarmFromJson(const QJsonObject &object)
{
    model::Alarm alarm;
    ObjectReader in(object, "alarm");
    in.text("id", alarm.id);
    in.text("code", alarm.code);
    in.name("severity", alarm.severity, model::alarmSeverityOf);
    in.text("node", alarm.node);
    in.text("instance", alarm.instance);
    in.integer("since_ns", alarm.sinceNs);
    in.text("text", alarm.text);
    return in.finish(std::move(alarm));
}

Result<model::HealthSample> healthSampleFromJson(const QJsonObject &object)
{
    model::HealthSample sample;
    ObjectReader in(object, "sample");
    in.require("time_ns");
    in.integer("time_ns", sample.timeNs);
    in.text("verdict", sample.verdict);
    in.integer("rest_latency_ns", sample.restLatencyNs);
    in.integer("greeting_latency_ns", sample.greetingLatencyNs);
    in.integer("sessions", sample.sessions);
    in.object("values", sample.values, metricValuesFromJson);
    return in.finish(std::move(sample));
}

Result<model::NodeStatus> nodeStatusFromJson(const QJsonObject &object)
{
    model::NodeStatus status;
    ObjectReader in(object, "status");
    in.require("name");
    in.text("name", status.name);
    in.boolean("reachable", status.reachable);
    in.name("engine_state", status.engineState, model::engineStateOf);
    in.boolean("maintenance", status.maintenance);
    in.text("cluster_file", status.clusterFile);
    in.integer("trial_until_ns", status.trialUntilNs);
    in.text("helper_version", status.helperVersion);
    in.integer("lease_seconds", status.leaseSeconds);
    in.integer("engine_lateness_ns", status.engineLatenessNs);
    in.integer("at_ns", status.atNs);
    in.object("maxscale", status.maxscale, maxscaleFromJson);
    in.object("hold", status.hold, holdFromJson);
    in.strings("macs", status.macs);
    in.list("vip_answers", status.vipAnswers, vipAnswerFromJson);
    in.integer("stray_connections", status.strayConnections);
    in.list("stray_clients", status.strayClients, strayClientFromJson);
    in.list("instances", status.instances, instanceFromJson);
    in.list("alarms", status.alarms, alarmFromJson);
    return in.finish(std::move(status));
}

} // namespace tandem::rpc
