// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "base/descriptor.h"
#include "base/result.h"
#include "daemon/agent/health/loginstate.h"

#include <QThread>
#include <QTimer>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tandem::config {
struct MaxScale;
}

namespace tandem::agent {

class MaxScaleCheck;

/// Logs in at a listener now and then and runs a query: a greeting alone does not prove service. In a thread of its
/// own; moves nothing, only alarms and measures.
class LoginProbe : public QObject
{
    Q_OBJECT

public:
    struct Settings
    {
        std::string user;
        Duration interval{std::chrono::seconds(10)};
        std::chrono::milliseconds timeout{3000};
    };
    /// Where to log in; nothing: nowhere just now (no listener here, MaxScale down, no server that takes clients).
    struct Place
    {
        std::string host;
        std::uint16_t port = 0;
    };
    struct Surroundings
    {
        std::function<Result<std::string>()> secret; ///< read anew before each login
        std::function<std::optional<Place>()> place;
        std::function<std::optional<std::int64_t>()> startedAtNs; ///< MaxScale's
    };

    LoginProbe(Settings settings, Surroundings surroundings, QObject *parent = nullptr);
    /// Ends a login that is under way.
    ~LoginProbe() override;

    void start();
    std::vector<Finding> findings() const;

    static constexpr std::chrono::seconds look{1}; ///< how often it asks itself whether a login is due

signals:
    void measured(std::int64_t latencyNs); ///< from connecting to the query's answer
    void changed();                        ///< findings() may be new

private:
    void consider();
    void begin(const Place &place, const LoginPremises &premises);
    void take(const LoginResult &result, const LoginPremises &premises);

    Settings m_settings;
    Surroundings m_around;
    LoginState m_state;
    std::string m_secretTrouble;
    Descriptor m_cancel; ///< an eventfd
    std::unique_ptr<QThread> m_thread;
    QObject m_worker; ///< lives in the thread
    QTimer m_timer;
    bool m_busy = false;
};

/// As the file wants it; none without login_user. `maxscale` and `check` outlive it: the check tells where to log in,
/// and whether that can prove anything.
std::unique_ptr<LoginProbe> makeLoginProbe(const config::MaxScale &maxscale, const MaxScaleCheck &check);

} // namespace tandem::agent
