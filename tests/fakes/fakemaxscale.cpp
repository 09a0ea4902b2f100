// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/fakemaxscale.h"

#include "tests/fakes/tls.h"

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
    if (auto listening = startListeners(); !listening)
        return listening;
    takeSwitches();
    if (auto listening = startRest(); !listening || m_options.control.isEmpty())
        return listening;
    m_control = std::make_unique<Control>([this](const QStringList &words) { return change(words); });
    return m_control->listen(m_options.control);
}

Result<void> FakeMaxScale::startListeners()
{
    const auto ids = std::make_shared<std::uint32_t>(0);
    for (const HostPort &at : m_options.listeners) {
        auto listener = std::make_unique<Listener>(m_options.versionString, ids);
        if (m_options.login)
            listener->setLogin(*m_options.login);
        if (auto listening = listener->listen(at.host, at.port); !listening)
            return listening;
        m_listeners.push_back(std::move(listener));
    }
    return {};
}

Result<void> FakeMaxScale::startRest()
{
    if (!m_options.tlsKey.isEmpty()) {
        const auto tls = readTls(m_options.tlsCertificate, m_options.tlsKey);
        if (!tls)
            return Failure(tls.error());
        m_rest->setTls(*tls);
    }
    return m_rest->listen(m_options.rest.host, m_options.rest.port);
}

void FakeMaxScale::takeSwitches()
{
    m_rest->setAnswer(m_options.restAnswer);
    m_rest->setDelay(m_options.slowMs);
    m_api->setSituation(m_options.situation, QDateTime::currentDateTimeUtc());
    for (const auto &listener : m_listeners)
        listener->setGreeting(m_options.greeting);
}

Result<void> FakeMaxScale::change(const QStringList &words)
{
    m_options.situation = m_api->situation(); // REST may have changed it
    auto changed = parseChange(words, m_options);
    if (!changed)
        return Failure(changed.error());
    m_options = *std::move(changed);
    takeSwitches();
    return {};
}

Vitals FakeMaxScale::vitals() const
{
    Vitals vitals;
    vitals.node = m_options.node;
    vitals.versionString = m_options.versionString;
    vitals.startedAt = m_startedAt;
    vitals.now = QDateTime::currentDateTimeUtc();
    vitals.passive = m_api->passive();
    vitals.situation = m_api->situation();
    vitals.ticks = m_api->ticks(vitals.now);
    vitals.restPort = m_rest->port();
    vitals.tls = m_rest->isTls();
    for (const auto &listener : m_listeners)
        vitals.listeners.push_back({listener->address().toString(), listener->port(), listener->counts(),
                                    listener->clients(), listener->isStopped()});
    return vitals;
}

} // namespace tandem::fakes
