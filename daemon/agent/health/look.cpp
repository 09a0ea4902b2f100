// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/look.h"

#include <QPointer>
#include <algorithm>
#include <chrono>
#include <utility>

namespace tandem::agent {

using maxscale::RestError;
using maxscale::RestFault;
using maxscale::RestResult;

Look::Look(Task task, QObject *parent) : QObject(parent), m_task(std::move(task)) {}

void Look::begin()
{
    m_deadline = BootClock::now() + m_task.timeout;
    m_outcome.sight.greetings.resize(m_task.probers.size());
    m_pending = 1; // this function itself: nothing is over before everything has begun
    for (std::size_t i = 0; i < m_task.probers.size(); ++i) {
        ++m_pending;
        m_task.probers[i]->ask(m_task.timeout, [self = QPointer(this), i](const maxscale::ProbeResult &result) {
            if (!self)
                return;
            self->m_outcome.sight.greetings[i] = result;
            self->oneDone();
        });
    }
    if (m_task.restIsRefused)
        m_outcome.sight.servers = tl::unexpected(
            RestError{RestFault::Refused, {ErrorCode::NotReachable, m_task.rest->place(), "connection refused", {}}});
    else
        askServers();
    oneDone();
}

void Look::askServers()
{
    ++m_pending;
    m_task.rest->get(QStringLiteral("/v1/servers?pretty=false"), m_task.reader, m_task.timeout,
                     [self = QPointer(this)](const RestResult &answer) {
                         if (!self)
                             return;
                         auto &sight = self->m_outcome.sight;
                         if (!answer) {
                             sight.servers = tl::unexpected(answer.error());
                         } else if (const auto servers = maxscale::readServers(answer->body); !servers) {
                             sight.servers = tl::unexpected(RestError{RestFault::NotJson, servers.error()});
                         } else {
                             sight.servers = *servers;
                             self->m_outcome.restLatency = answer->latency;
                             if (self->m_task.withServices)
                                 if (auto statistics = maxscale::readServerStatistics(answer->body))
                                     self->m_outcome.serverStatistics = std::move(*statistics);
                             self->askRest();
                         }
                         self->oneDone();
                     });
}

void Look::askRest()
{
    const auto ask = [this](const QString &path, auto &&take) {
        ++m_pending;
        m_task.rest->get(path, m_task.reader, left(), [self = QPointer(this), take](const RestResult &answer) {
            if (!self)
                return;
            if (answer)
                take(*self, answer->body);
            self->oneDone();
        });
    };
    if (m_task.withMode) {
        ask(QStringLiteral("/v1/maxscale?pretty=false"), [](Look &self, const QJsonObject &body) {
            if (const auto info = maxscale::readMaxScaleInfo(body))
                self.m_outcome.info = *info;
        });
        ask(QStringLiteral("/v1/monitors?pretty=false"), [](Look &self, const QJsonObject &body) {
            if (const auto monitors = maxscale::readMonitors(body))
                self.m_outcome.monitors = *monitors;
        });
    }
    if (!m_task.withServices)
        return;
    ask(QStringLiteral("/v1/services?pretty=false"), [](Look &self, const QJsonObject &body) {
        if (const auto services = maxscale::readServices(body))
            self.m_outcome.services = *services;
    });
    ask(QStringLiteral("/v1/maxscale/threads?pretty=false"), [](Look &self, const QJsonObject &body) {
        if (const auto threads = maxscale::readThreads(body))
            self.m_outcome.threads = *threads;
    });
}

Duration Look::left() const
{
    return std::max<Duration>(m_deadline - BootClock::now(), std::chrono::milliseconds(1));
}

void Look::oneDone()
{
    if (--m_pending == 0)
        emit finished(m_outcome);
}

} // namespace tandem::agent
