// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/answers.h"

#include "tests/fakes/clusteranswers.h"
#include "tests/fakes/jsonpath.h"
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QStringList>

// Outside of any namespace, as Qt wants it: the resources of a static library are linked only where somebody asks.
static void initAnswers()
{
    Q_INIT_RESOURCE(fakemaxscale);
}

namespace tandem::fakes {

namespace {

// The recorded MaxScale had a second service, which this one has not.
constexpr auto otherService = "RCR";
constexpr auto service = "RWS";

ListenerCounts sum(const Vitals &vitals)
{
    ListenerCounts all;
    for (const Vitals::Port &port : vitals.listeners) {
        all.accepted += port.counts.accepted;
        all.open += port.counts.open;
        all.hangups += port.counts.hangups;
        all.sessions += port.counts.sessions;
        all.mostSessions += port.counts.mostSessions;
        all.totalSessions += port.counts.totalSessions;
        all.commands += port.counts.commands;
    }
    return all;
}

QString listenerName(std::size_t index, std::uint16_t port)
{
    return index == 0 ? QString("%1-Listener").arg(service) : QString("%1-Listener-%2").arg(service).arg(port);
}

QJsonArray listeners(const QJsonObject &pattern, const Vitals &vitals)
{
    QJsonArray all;
    for (std::size_t i = 0; i < vitals.listeners.size(); ++i) {
        QJsonObject listener = pattern;
        listener["id"] = listenerName(i, vitals.listeners[i].port);
        set(listener, "attributes/parameters/address", vitals.listeners[i].address);
        set(listener, "attributes/parameters/port", vitals.listeners[i].port);
        if (vitals.listeners[i].stopped)
            set(listener, "attributes/state", "Stopped");
        all.append(listener);
    }
    return all;
}

void fillMaxScale(QJsonObject &body, const Vitals &vitals)
{
    set(body, "data/attributes/parameters/passive", vitals.passive);
    set(body, "data/attributes/parameters/admin_port", vitals.restPort);
    set(body, "data/attributes/started_at", httpDate(vitals.startedAt));
    set(body, "data/attributes/activated_at", httpDate(vitals.startedAt));
    set(body, "data/attributes/uptime", vitals.startedAt.secsTo(vitals.now));
    set(body, "data/attributes/system/os/nodename", vitals.node);
    if (vitals.tls) {
        set(body, "data/attributes/parameters/admin_ssl_cert", "/etc/maxscale.tls/srv.pem");
        set(body, "data/attributes/parameters/admin_ssl_key", "/etc/maxscale.tls/srv.key");
    }
    QJsonObject attributes = body["data"].toObject()["attributes"].toObject();
    fillConfigSync(attributes, vitals);
    set(body, "data/attributes", attributes);
}

void fillServer(QJsonObject &server, const Vitals &vitals)
{
    const ListenerCounts all = sum(vitals);
    set(server, "attributes/statistics/connections", all.sessions);
    set(server, "attributes/statistics/max_connections", all.mostSessions);
    set(server, "attributes/statistics/total_connections", all.totalSessions);
    fillServerState(server, vitals.situation);
}

void fillService(QJsonObject &body, const Vitals &vitals)
{
    const ListenerCounts all = sum(vitals);
    set(body, "attributes/parameters/version_string", vitals.versionString);
    set(body, "attributes/started", httpDate(vitals.startedAt));
    set(body, "attributes/connections", all.sessions);
    set(body, "attributes/total_connections", all.totalSessions);
    set(body, "attributes/statistics/connections", all.sessions);
    set(body, "attributes/statistics/max_connections", all.mostSessions);
    set(body, "attributes/statistics/total_connections", all.totalSessions);
    set(body, "attributes/statistics/routed_packets", all.commands);
    set(body, "attributes/router_diagnostics/queries", all.commands);
    const QJsonObject attributes = body["attributes"].toObject();
    set(body, "attributes/listeners", listeners(attributes["listeners"].toArray()[0].toObject(), vitals));
}

void fillThread(QJsonObject &thread, const Vitals &vitals)
{
    // One thread does the work; the other one of the recorded pair has none.
    const ListenerCounts all = thread["id"].toString() == "0" ? sum(vitals) : ListenerCounts{};
    set(thread, "attributes/stats/accepts", all.accepted);
    set(thread, "attributes/stats/hangups", all.hangups);
    set(thread, "attributes/stats/sessions", all.open);
    set(thread, "attributes/stats/current_descriptors", 8 + all.open);
}

QJsonObject noSuchObject(const QString &id, const QString &kind)
{
    const QString article = QString("aeiou").contains(kind[0]) ? "an" : "a";
    return {{"errors", QJsonArray{QJsonObject{{"detail", QString("%1 is not %2 %3").arg(id, article, kind)}}}}};
}

} // namespace

QString httpDate(const QDateTime &time)
{
    return QLocale::c().toString(time.toUTC(), "ddd, dd MMM yyyy HH:mm:ss") + " GMT";
}

Answers::Answers()
{
    initAnswers();
    for (const char *name :
         {"maxscale", "servers", "monitors", "services", "listeners", "threads", "filters", "sessions"}) {
        QFile file(QString(":/answers/%1.json").arg(name));
        if (file.open(QIODevice::ReadOnly))
            m_templates[name] = without(QJsonDocument::fromJson(file.readAll()).object(), {otherService}).toObject();
    }
}

QJsonObject Answers::filledIn(const QString &name, const Vitals &vitals) const
{
    const QStringList unlisted = vitals.situation.servers.keys(Situation::unlisted);
    QJsonObject body = unlisted.isEmpty() ? m_templates[name] : without(m_templates[name], unlisted).toObject();
    if (name == "maxscale") {
        fillMaxScale(body, vitals);
        return body;
    }
    QJsonArray items = body["data"].toArray();
    if (name == "listeners")
        items = listeners(items[0].toObject(), vitals);
    if (name == "sessions")
        items = sessions(items[0].toObject(), vitals);
    for (QJsonValueRef item : items) {
        QJsonObject object = item.toObject();
        if (name == "servers")
            fillServer(object, vitals);
        else if (name == "monitors")
            fillMonitor(object, vitals);
        else if (name == "services")
            fillService(object, vitals);
        else if (name == "threads")
            fillThread(object, vitals);
        item = object;
    }
    body["data"] = items;
    return body;
}

Answers::Answer Answers::answer(const QString &path, const Vitals &vitals) const
{
    QStringList words = path.split('/', Qt::SkipEmptyParts);
    if (words.size() >= 3 && words[1] == "maxscale" && words[2] == "threads")
        words.removeAt(1);
    if (words.size() < 2 || words.size() > 3 || words[0] != "v1" || !m_templates.contains(words[1]))
        return {};
    const QJsonObject all = filledIn(words[1], vitals);
    if (words.size() == 2)
        return {Kind::Found, all};
    for (const QJsonValue &item : all["data"].toArray()) {
        if (item.toObject()["id"].toString() == words[2])
            return {Kind::Found, {{"data", item}, {"links", item.toObject()["links"]}}};
    }
    return {Kind::NoSuchObject, noSuchObject(words[2], words[1].chopped(1))};
}

} // namespace tandem::fakes
