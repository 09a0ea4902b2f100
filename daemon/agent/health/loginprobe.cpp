// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/loginprobe.h"

#include "config/clusterfile.h"
#include "daemon/agent/health/maxscalecheck.h"
#include "maxscale/serverlist.h"

#include <algorithm>
#include <mariadb/mysql.h>
#include <sys/eventfd.h>

namespace tandem::agent {

namespace {

/// The first listener of the file that is here; nothing while a login cannot prove anything.
std::optional<LoginProbe::Place> placeOf(const MaxScaleCheck &check)
{
    const model::MaxScaleStatus &status = check.status();
    const bool usable = std::ranges::any_of(
        status.servers, [](const model::ServerStatus &server) { return maxscale::isUsable(server.state); });
    if (check.health() != Health::Up || (status.reachable && !usable))
        return std::nullopt;
    const auto here = std::ranges::find(check.places(), false, &ListenerPlace::elsewhere);
    if (here == check.places().end())
        return std::nullopt;
    return LoginProbe::Place{here->address.toString().toStdString(), here->port};
}

} // namespace

std::unique_ptr<LoginProbe> makeLoginProbe(const config::MaxScale &maxscale, const MaxScaleCheck &check)
{
    if (maxscale.loginUser.empty())
        return nullptr;
    LoginProbe::Settings settings;
    settings.user = maxscale.loginUser;
    settings.interval = std::max(maxscale.loginInterval, check.settings().interval);
    settings.timeout =
        std::max(settings.timeout, std::chrono::ceil<std::chrono::milliseconds>(check.settings().timeout));
    LoginProbe::Surroundings around;
    around.secret = [&maxscale] {
        return maxscale.loginPasswordFile.empty() ? Result<std::string>(maxscale.loginPassword)
                                                  : config::readSecret(maxscale.loginPasswordFile);
    };
    around.place = [&check] { return placeOf(check); };
    around.startedAtNs = [&check] { return check.status().startedAtNs; };
    return std::make_unique<LoginProbe>(std::move(settings), std::move(around));
}

LoginProbe::LoginProbe(Settings settings, Surroundings surroundings, QObject *parent)
    : QObject(parent), m_settings(std::move(settings)), m_around(std::move(surroundings)), m_state(m_settings.interval),
      m_cancel(::eventfd(0, EFD_CLOEXEC)), m_thread(std::make_unique<QThread>())
{
    mysql_server_init(0, nullptr, nullptr); // not safe in a thread the first time
    m_thread->setObjectName(QStringLiteral("login"));
    m_worker.moveToThread(m_thread.get());
    connect(&m_timer, &QTimer::timeout, this, &LoginProbe::consider);
}

LoginProbe::~LoginProbe()
{
    static_cast<void>(::eventfd_write(m_cancel.get(), 1));
    m_thread->quit();
    m_thread->wait();
}

void LoginProbe::start()
{
    m_thread->start();
    m_timer.start(std::min(std::chrono::duration_cast<std::chrono::milliseconds>(look),
                           std::chrono::ceil<std::chrono::milliseconds>(m_settings.interval)));
    consider();
}

void LoginProbe::consider()
{
    const auto place = m_around.place();
    const auto secret = m_around.secret();
    const std::vector<Finding> before = findings();
    m_secretTrouble = secret ? std::string() : describe(secret.error());
    const LoginPremises premises{secret.value_or(std::string()), m_around.startedAtNs(), place.has_value()};
    m_state.review(premises);
    if (before != findings())
        emit changed();
    if (!m_busy && secret && m_state.due(premises, BootClock::now()))
        begin(*place, premises);
}

void LoginProbe::begin(const Place &place, const LoginPremises &premises)
{
    m_busy = true;
    m_state.began(BootClock::now());
    const LoginOrder order{place.host, place.port, m_settings.user, premises.secret, m_settings.timeout};
    QMetaObject::invokeMethod(&m_worker, [this, order, premises] {
        const LoginResult result = logIn(order, m_cancel.get());
        QMetaObject::invokeMethod(this, [this, result, premises] { take(result, premises); });
    });
}

void LoginProbe::take(const LoginResult &result, const LoginPremises &premises)
{
    m_busy = false;
    m_state.take(result, premises, BootClock::now(), wallClockNs());
    if (result.outcome == LoginResult::Outcome::Answered)
        emit measured(result.latency.count());
    emit changed();
}

std::vector<Finding> LoginProbe::findings() const
{
    if (m_secretTrouble.empty())
        return m_state.findings();
    return {{"maxscale-login-secret", model::AlarmSeverity::Warning,
             "the login is not tried, its password cannot be read: " + m_secretTrouble}};
}

} // namespace tandem::agent
