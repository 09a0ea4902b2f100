// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QMap>
#include <QString>
#include <cstdint>
#include <optional>

namespace tandem::fakes {

/// `Stuck` says that it runs, but its ticks stand still: it waits for a server that hangs.
enum class MonitorIs : std::uint8_t { Running, Stopped, Stuck };

struct ConfigSync
{
    qint64 version = 0; ///< 0: nothing was shared yet
    QString checksum;
    QString status = "OK";
};

/// What a MaxScale is told to say of its servers, its monitor and the other MaxScales.
struct Situation
{
    MonitorIs monitor = MonitorIs::Running;
    QString doing = "Idle"; ///< the monitor
    bool autoFailover = true;
    QString locks = "none"; ///< cooperative_monitoring_locks
    bool lockHolder = false;
    std::optional<ConfigSync> configSync;        ///< nothing: it is off
    QMap<QString, QString> servers;              ///< states other than the recorded ones
    static constexpr auto unlisted = "unlisted"; ///< the state of a server that MaxScale does not have

    bool usesLocks() const { return locks != "none"; }
};

/// The monitor's rounds, one a second while it runs.
class MonitorTicks
{
public:
    void start(const QDateTime &now);
    void stop(const QDateTime &now);
    qint64 at(const QDateTime &now) const;

private:
    qint64 m_before = 0;
    std::optional<QDateTime> m_since; ///< while it runs
};

} // namespace tandem::fakes
