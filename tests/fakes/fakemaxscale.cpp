// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/fakemaxscale.h"

namespace tandem::fakes {

FakeMaxScale::FakeMaxScale(Options options) : m_options(std::move(options)) {}

Result<void> FakeMaxScale::start()
{
    Users users = Users::defaults();
    if (!m_options.usersFile.isEmpty()) {
        auto read = Users::read(m_options.usersFile.toStdString());
        if (!read)
            return Failure(read.error());
        users = *std::move(read);
    }
    m_startedAt = QDateTime::currentDateTimeUtc();
    m_api = std::make_unique<RestApi>(std::move(users), SavedMode(m_options.stateDir), m_options.passive);
    m_rest = std::make_unique<RestServer>(*m_api, [this] { return vitals(); });
    m_rest->setAnswer(m_options.restAnswer);
    m_rest->setDelay(m_options.slowMs);
    for (const HostPort &at : m_options.listeners) {
        auto listener = std::make_unique<Listener>(m_options.versionString);
        listener->setGreeting(m_options.greeting);
        if (m_options.login)
            listener->setLogin(*m_options.login);
        if (auto listening = listener->listen(at.host, at.port); !listening)
            return listening;
        m_listeners.push_back(std::move(listener));
    }
    return m_rest->listen(m_options.rest.host, m_options.rest.port);
}

Vitals FakeMaxScale::vitals() const
{
    Vitals vitals;
    vitals.node = m_options.node;
    vitals.versionString = m_options.versionString;
    vitals.startedAt = m_startedAt;
    vitals.now = QDateTime::currentDateTimeUtc();
    vitals.passive = m_api->passive();
    vitals.restPort = m_rest->port();
    for (const auto &listener : m_listeners)
        vitals.listeners.push_back({listener->address().toString(), listener->port(), listener->counts()});
    return vitals;
}

} // namespace tandem::fakes
