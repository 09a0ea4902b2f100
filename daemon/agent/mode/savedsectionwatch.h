// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "base/clock.h"
#include "daemon/agent/health/errand.h"
#include "daemon/agent/health/finding.h"
#include "maxscale/maxscaleinfo.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace tandem::agent {

/// Compares what MaxScale saved of [maxscale] with its configuration file, now and then, in a thread: a disk may be
/// slow. Says nothing where either may not be read, or MaxScale is on another host.
class SavedSectionWatch : public QObject
{
    Q_OBJECT

public:
    using Clock = std::function<Instant()>;

    /// `isLocal`: MaxScale runs on this host.
    explicit SavedSectionWatch(bool isLocal, QObject *parent = nullptr, Clock clock = &BootClock::now,
                               std::string filePath = "/etc/maxscale.cnf");

    /// MaxScale was asked. Looks at the files when it is time.
    void note(const maxscale::MaxScaleInfo &info);

    /// "maxscale-saved-section"
    const std::optional<Finding> &finding() const { return m_finding; }

    static constexpr std::chrono::seconds every{60};
    static constexpr std::size_t longestFile = 1024 * 1024;

signals:
    void looked(); ///< finding() is of now

private:
    bool m_isLocal;
    Clock m_clock;
    std::string m_filePath;
    Errand m_errand;
    std::optional<Instant> m_lookedAt;
    std::optional<Finding> m_finding;
};

} // namespace tandem::agent
