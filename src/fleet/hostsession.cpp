// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/hostsession.h"

#include "base/clock.h"
#include "rpc/methods.h"
#include "rpc/modeljson.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <algorithm>
#include <utility>

namespace tandem::fleet {

namespace {

constexpr int firstClocks = 4; // before the first event, so that its time is right
constexpr std::size_t mostSamples = 20'000;
constexpr std::size_t dropAtOnce = 1'000;

qint64 toInteger(std::uint64_t value)
{
    return static_cast<qint64>(value);
}

} // namespace

HostSession::HostSession(std::string node, std::variant<Remote, Local> where, std::string ownName, EventLog &log,
                         QObject *parent)
    : QObject(parent), m_node(std::move(node)), m_where(std::move(where)), m_log(log), m_client(std::move(ownName))
{
    m_status.name = m_node;
    for (QTimer *timer : {&m_retryTimer, &m_silenceTimer, &m_syncTimer})
        timer->setSingleShot(true);
    setTimes({});
    connect(&m_syncTimer, &QTimer::timeout, this, &HostSession::settle);
    connect(&m_retryTimer, &QTimer::timeout, this, &HostSession::connectNow);
    connect(&m_clockTimer, &QTimer::timeout, this, [this] { askClock(0); });
    connect(&m_silenceTimer, &QTimer::timeout, this, [this] {
        lose({ErrorCode::NotReachable, nodeName(), "the agent has been silent for too long", {}});
    });
    connect(&m_client, &rpc::Client::ready, this, &HostSession::onReady);
    connect(&m_client, &rpc::Client::notification, this, &HostSession::onNotification);
    connect(&m_client, &rpc::Client::disconnected, this, &HostSession::lose);
    connect(&m_client, &rpc::Client::received, this, [this] {
        m_link.lastHeardNs = wallClockNs();
        if (m_client.isReady())
            m_silenceTimer.start();
    });
}

void HostSession::setTimes(Times times)
{
    m_clockTimer.setInterval(times.clockEvery);
    m_silenceTimer.setInterval(times.lostAfter);
    m_syncTimer.setInterval(times.syncWithin);
}

const std::string &HostSession::nodeName() const
{
    return m_node.empty() ? m_client.hello().node : m_node;
}

void HostSession::start()
{
    connectNow();
}

void HostSession::connectNow()
{
    if (const auto *local = std::get_if<Local>(&m_where)) {
        m_client.connectToLocal(QString::fromStdString(local->socketPath));
        return;
    }
    const auto &remote = std::get<Remote>(m_where);
    m_client.connectTo(remote.identity, QString::fromStdString(remote.host), remote.port, m_node);
}

void HostSession::call(const QString &method, const QJsonObject &params, rpc::Client::Reply reply,
                       std::chrono::milliseconds timeout)
{
    if (m_client.isReady())
        return m_client.request(method, params, std::move(reply), timeout);
    const Error error = m_link.error.value_or(
        Error{ErrorCode::NotReachable, nodeName(), "the agent has not answered yet", "try again in a moment"});
    QTimer::singleShot(0, this, [reply = std::move(reply), error] { reply(Failure(error)); });
}

std::optional<rpc::Role> HostSession::role() const
{
    return m_client.isReady() ? m_client.hello().role : std::nullopt;
}

/// A journal that was lost and begun anew may have more events by now than we had heard: only its name tells.
void HostSession::noteJournal()
{
    const std::string &journal = m_client.hello().journal;
    if (journal.empty() || journal == m_journal)
        return;
    if (!std::exchange(m_journal, journal).empty()) {
        m_log.restart(nodeName());
        m_highestSeq = 0;
    }
}

void HostSession::onReady()
{
    noteJournal();
    m_link.state = Link::State::Connected;
    m_link.error.reset();
    m_fetching = false;
    m_silenceTimer.start();
    m_clockTimer.start();
    m_syncTimer.start();
    m_complete = false;
    askClock(firstClocks - 1);
    emit changed();
}

void HostSession::askClock(int more)
{
    const std::int64_t t0 = wallClockNs();
    m_client.request("clock", {{"t0_ns", static_cast<qint64>(t0)}},
                     [this, t0, more](const Result<QJsonObject> &answer) {
                         onClock(t0, answer);
                         if (!m_client.isReady())
                             return;
                         if (more > 1)
                             askClock(more - 1);
                         else if (more == 1)
                             m_begun ? subscribe() : askWhereToBegin();
                     });
}

void HostSession::onClock(std::int64_t t0, const Result<QJsonObject> &answer)
{
    if (!answer)
        return; // the silence timer says what that means
    m_clock.add(t0, answer->value("t1_ns").toInteger(), answer->value("t2_ns").toInteger(), wallClockNs());
    m_link.clockKnown = m_clock.isKnown();
    m_link.clockOffsetNs = m_clock.offsetNs();
    m_link.clockErrorNs = m_clock.errorNs();
}

/// The first time: not the whole journal of years, but its newest part.
void HostSession::askWhereToBegin()
{
    m_client.request("events", {{"limit", 0}}, [this](const Result<QJsonObject> &answer) {
        if (!answer)
            return refusedOrLost(answer.error());
        const qint64 last = answer->value("last_seq").toInteger();
        const auto newest = static_cast<std::uint64_t>(std::max<qint64>(0, last - m_history.events));
        m_log.startAfter(nodeName(), std::max(newest, m_history.eventsAfter));
        m_begun = true;
        subscribe();
    });
}

void HostSession::subscribe()
{
    const std::uint64_t since = m_log.lastSeq(nodeName());
    std::int64_t samplesSince = m_lastSampleNs;
    if (samplesSince == 0)
        samplesSince = std::max<std::int64_t>(0, wallClockNs() + m_clock.offsetNs() - m_history.samples.count());
    const QJsonObject params{
        {"events_since", toInteger(since)}, {"samples_since_ns", static_cast<qint64>(samplesSince)}, {"status", true}};
    m_client.request("subscribe", params, [this](const Result<QJsonObject> &answer) {
        if (!answer)
            return refusedOrLost(answer.error());
        if (answer->value("last_seq").toInteger() < toInteger(m_highestSeq)) { // the node's journal has begun anew
            m_log.restart(nodeName());
            m_highestSeq = 0;
            subscribe();
        }
    });
}

void HostSession::onNotification(const QString &method, const QJsonObject &params)
{
    if (m_syncTimer.isActive() && (method == "event" || method == "sample"))
        m_syncTimer.start();
    if (method == "event") {
        onEvent(params);
    } else if (method == "sample") {
        onSample(params);
    } else if (method == "status") {
        onStatus(params);
    } else if (method == "synced") {
        m_backoff.reset();
        m_syncTimer.stop();
        m_complete = true;
        settle();
    } // others are of a newer agent
}

void HostSession::onEvent(const QJsonObject &params)
{
    auto event = rpc::eventFromJson(params);
    if (!event)
        return lose(event.error());
    event->node = nodeName(); // nobody speaks for another node
    event->timeNs = m_clock.toOurs(event->timeNs);
    event->clockErrorNs = m_clock.errorOfOursNs();
    m_highestSeq = std::max(m_highestSeq, event->seq);
    m_log.add(*event);
    if (m_log.lastSeq(nodeName()) < m_highestSeq)
        fetchMissing();
}

/// An agent sends events without gaps; but what was lost on the way must not be lost for good.
void HostSession::fetchMissing()
{
    if (m_fetching)
        return;
    m_fetching = true;
    m_client.request("events", {{"since", toInteger(m_log.lastSeq(nodeName()))}, {"limit", rpc::longestPage}},
                     [this](const Result<QJsonObject> &answer) {
                         m_fetching = false;
                         onMissing(answer);
                     });
}

void HostSession::onMissing(const Result<QJsonObject> &answer)
{
    if (!answer)
        return; // the next event, or the next connection, tries again
    const QJsonArray events = answer->value("events").toArray();
    // What the journal no longer has leaves no gap.
    const std::uint64_t first = events.isEmpty()
                                    ? m_highestSeq + 1
                                    : static_cast<std::uint64_t>(events.first().toObject().value("seq").toInteger(1));
    m_log.startAfter(nodeName(), first - 1);
    for (const QJsonValue &event : events)
        onEvent(event.toObject());
}

void HostSession::onSample(const QJsonObject &params)
{
    auto sample = rpc::healthSampleFromJson(params);
    if (!sample)
        return lose(sample.error());
    if (sample->timeNs <= m_lastSampleNs)
        return;
    m_lastSampleNs = sample->timeNs;
    sample->timeNs = m_clock.toOurs(sample->timeNs);
    if (m_samples.size() >= mostSamples) // some at once: the rest moves only now and then
        m_samples.erase(m_samples.begin(), m_samples.begin() + dropAtOnce);
    m_samples.push_back(std::move(*sample));
    emit sampleAdded();
}

void HostSession::onStatus(const QJsonObject &params)
{
    auto status = rpc::nodeStatusFromJson(params);
    if (!status)
        return lose(status.error());
    m_status = std::move(*status);
    m_status.name = nodeName();
    m_status.reachable = true;
    m_status.atNs = m_clock.toOurs(m_status.atNs);
    for (auto &instance : m_status.instances)
        instance.sinceNs = m_clock.toOurs(instance.sinceNs);
    for (auto &alarm : m_status.alarms)
        alarm.sinceNs = m_clock.toOurs(alarm.sinceNs);
    emit changed();
}

void HostSession::lose(const Error &error)
{
    m_client.close();
    m_clockTimer.stop();
    m_silenceTimer.stop();
    m_syncTimer.stop();
    m_status.reachable = false;
    m_link.state = error.code == ErrorCode::NotAllowed ? Link::State::Refused : Link::State::Lost;
    m_link.error = error;
    m_retryTimer.start(m_backoff.next(QRandomGenerator::global()->generateDouble()));
    emit changed();
    settle();
}

/// A request that failed because the connection broke is followed by `disconnected`.
void HostSession::refusedOrLost(const Error &error)
{
    if (m_client.isReady())
        lose(error);
}

void HostSession::settle()
{
    if (!std::exchange(m_settled, true))
        emit settled();
}

} // namespace tandem::fleet
