// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/clusteranswers.h"

#include "tests/fakes/jsonpath.h"

namespace tandem::fakes {

namespace {

constexpr auto down = "Down";

/// The one that is Master now, or else the one that was.
QString masterOf(const QJsonArray &servers, const QString &recorded, const Situation &situation)
{
    for (const QJsonValue &server : servers) {
        const QString name = server["name"].toString();
        if (situation.servers.value(name).startsWith("Master"))
            return name;
    }
    return recorded;
}

QJsonValue lockOf(const QString &server, const Situation &situation)
{
    if (!situation.usesLocks() || situation.servers.value(server) == down)
        return QJsonValue::Null;
    return situation.lockHolder;
}

void fillServerInfo(QJsonObject &server, const Situation &situation)
{
    const QString name = server["name"].toString();
    server["lock_held"] = lockOf(name, situation);
    if (situation.servers.value(name) != down)
        return;
    server["gtid_binlog_pos"] = QJsonValue::Null;
    server["gtid_current_pos"] = QJsonValue::Null;
    server["read_only"] = false;
    server["server_id"] = -1;
    server["slave_connections"] = QJsonArray();
}

QJsonObject session(QJsonObject pattern, const ListenerClient &client, const Vitals &vitals)
{
    const QString id = QString::number(client.id);
    pattern["id"] = id;
    set(pattern, "links/self", "http://127.0.0.1:8989/v1/sessions/" + id + '/');
    set(pattern, "relationships/services/links/self",
        "http://127.0.0.1:8989/v1/sessions/" + id + "/relationships/services/");
    QJsonObject attributes = pattern["attributes"].toObject();
    attributes["connected"] = httpDate(client.since);
    attributes["seconds_alive"] = static_cast<double>(client.since.msecsTo(vitals.now)) / 1000;
    attributes["remote"] = client.address;
    attributes["port"] = client.port;
    if (client.loggedIn) {
        attributes["user"] = client.user;
    } else {
        attributes.remove("user");
        attributes["state"] = "Session created";
        attributes["connections"] = QJsonArray();
    }
    pattern["attributes"] = attributes;
    return pattern;
}

} // namespace

void fillConfigSync(QJsonObject &attributes, const Vitals &vitals)
{
    const auto &sync = vitals.situation.configSync;
    if (!sync)
        return;
    set(attributes, "parameters/config_sync_cluster", "Monitor1");
    set(attributes, "parameters/config_sync_user", "maxmon");
    set(attributes, "parameters/config_sync_password", "*****");
    if (sync->version == 0)
        attributes["config_sync"] = QJsonObject{{"status", "No configuration changes"}, {"version", 0}};
    else
        attributes["config_sync"] = QJsonObject{{"checksum", sync->checksum},
                                                {"nodes", QJsonObject()},
                                                {"origin", vitals.node},
                                                {"status", sync->status},
                                                {"version", sync->version}};
}

void fillMonitor(QJsonObject &monitor, const Vitals &vitals)
{
    const Situation &situation = vitals.situation;
    QJsonObject attributes = monitor["attributes"].toObject();
    attributes["ticks"] = vitals.ticks;
    set(attributes, "parameters/auto_failover", situation.autoFailover);
    set(attributes, "parameters/cooperative_monitoring_locks", situation.locks);
    if (situation.monitor == MonitorIs::Stopped) {
        attributes["state"] = "Stopped";
        attributes.remove("monitor_diagnostics");
        monitor["attributes"] = attributes;
        return;
    }
    QJsonObject diagnostics = attributes["monitor_diagnostics"].toObject();
    QJsonArray servers = diagnostics["server_info"].toArray();
    diagnostics["state"] = situation.doing;
    diagnostics["master"] = masterOf(servers, diagnostics["master"].toString(), situation);
    diagnostics["primary"] = situation.usesLocks() ? QJsonValue(situation.lockHolder) : QJsonValue(QJsonValue::Null);
    for (QJsonValueRef server : servers) {
        QJsonObject info = server.toObject();
        fillServerInfo(info, situation);
        server = info;
    }
    diagnostics["server_info"] = servers;
    attributes["monitor_diagnostics"] = diagnostics;
    monitor["attributes"] = attributes;
}

void fillServerState(QJsonObject &server, const Situation &situation)
{
    const QString name = server["id"].toString();
    QJsonObject attributes = server["attributes"].toObject();
    attributes["lock_held"] = lockOf(name, situation);
    if (const auto state = situation.servers.find(name); state != situation.servers.end())
        attributes["state"] = *state;
    if (situation.servers.value(name) == down) {
        attributes["gtid_binlog_pos"] = QJsonValue::Null;
        attributes["gtid_current_pos"] = QJsonValue::Null;
        attributes["last_event"] = attributes["slave_connections"].toArray().isEmpty() ? "master_down" : "slave_down";
        for (const char *unknown : {"master_id", "node_id", "replication_lag", "server_id"})
            attributes[QLatin1String(unknown)] = -1;
        attributes["read_only"] = false;
        attributes["slave_connections"] = QJsonArray();
        attributes["uptime"] = 0;
        attributes["version_string"] = "";
    }
    server["attributes"] = attributes;
}

QJsonArray sessions(const QJsonObject &pattern, const Vitals &vitals)
{
    QJsonArray all;
    for (const Vitals::Port &port : vitals.listeners) {
        for (const ListenerClient &client : port.clients)
            all.append(session(pattern, client, vitals));
    }
    return all;
}

} // namespace tandem::fakes
