// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/identity/straywatch.h"

#include <QPointer>

namespace tandem::agent {

namespace {

constexpr std::chrono::seconds namesTimeout{5};

} // namespace

StrayWatch::StrayWatch(const config::Cluster &cluster, Settings settings, maxscale::RestClient *rest, QObject *parent)
    : QObject(parent), m_rules(cluster), m_settings(std::move(settings)), m_rest(rest),
      m_thread(std::make_unique<QThread>())
{
    m_thread->setObjectName(QStringLiteral("strays"));
    m_worker.moveToThread(m_thread.get());
    connect(&m_timer, &QTimer::timeout, this, &StrayWatch::count);
}

StrayWatch::~StrayWatch()
{
    m_thread->quit();
    m_thread->wait(); // the kernel's list is bounded by longestCount
}

void StrayWatch::start()
{
    if (m_settings.ports.empty())
        return;
    m_thread->start(QThread::LowPriority);
    m_timer.start(m_settings.interval);
    count();
}

void StrayWatch::count()
{
    if (m_counting)
        return;
    m_counting = true;
    QMetaObject::invokeMethod(&m_worker, [this, ports = m_settings.ports] {
        StrayCount strays(m_rules);
        const auto listed = listConnections(ports, m_rules.vips(), longestCount,
                                            [&](const std::vector<Connection> &some) { strays.add(some); });
        auto result = listed ? Result<StrayCount>(std::move(strays)) : Result<StrayCount>(Failure(listed.error()));
        QMetaObject::invokeMethod(this, [this, result = std::move(result)] { take(result); });
    });
}

void StrayWatch::take(const Result<StrayCount> &result)
{
    m_counting = false;
    m_connections.reset();
    m_clients.clear();
    m_newest.reset();
    if (result) {
        m_newest = *result;
        m_connections = result->total();
        if (result->total() == 0)
            m_sessions.clear();
        m_clients = result->clients(m_sessions);
    }
    m_alarm.take(m_connections, BootClock::now(), wallClockNs());
    if (m_connections.value_or(0) > 0)
        askForNames();
    emit counted();
}

void StrayWatch::askForNames()
{
    const Instant now = BootClock::now();
    if (m_rest == nullptr || (m_named && now - *m_named < namesEvery))
        return;
    m_named = now;
    m_rest->get(QString::fromStdString(maxscale::sessionsPath()), m_settings.reader, namesTimeout,
                [self = QPointer(this)](const maxscale::RestResult &answer) {
                    if (self && answer) // names are a help, no more
                        self->takeNames(*answer);
                });
}

void StrayWatch::takeNames(const maxscale::RestAnswer &answer)
{
    auto sessions = maxscale::readSessions(answer.body);
    if (!sessions || !m_newest)
        return;
    m_sessions = std::move(*sessions);
    m_clients = m_newest->clients(m_sessions);
    emit counted();
}

std::vector<Finding> StrayWatch::findings() const
{
    const auto finding = m_alarm.finding(m_clients);
    return finding ? std::vector{*finding} : std::vector<Finding>{};
}

} // namespace tandem::agent
