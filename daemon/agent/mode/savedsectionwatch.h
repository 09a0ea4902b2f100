// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "base/clock.h"
#include "daemon/agent/health/errand.h"
#include "daemon/agent/health/finding.h"
#include "maxscale/maxscaleinfo.h"
#include "maxscale/monitorlist.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tandem::agent {

/// Compares what MaxScale saved of [maxscale] with its configuration file, now and then, in a thread: a disk may be
/// slow. Says nothing where MaxScale is on another host; where a file may not be read, why nothing is compared.
class SavedSectionWatch : public QObject
{
    Q_OBJECT

public:
    using Clock = std::function<Instant()>;

    /// `isLocal`: whether MaxScale runs on this host, asked each time.
    explicit SavedSectionWatch(std::function<bool()> isLocal, QObject *parent = nullptr, Clock clock = &BootClock::now);

    /// MaxScale was asked. Looks at the files when it is time.
    void note(const maxscale::MaxScaleInfo &info, const std::vector<maxscale::Monitor> &monitors);

    /// "maxscale-saved-section"
    const std::optional<Finding> &finding() const { return m_finding; }

    /// Why nothing is compared, and what helps; empty where both files were read, or are not there.
    const std::string &hindrance() const { return m_hindrance; }

    static constexpr std::chrono::seconds every{60};
    static constexpr std::size_t longestFile = 1024 * 1024;

signals:
    void looked(); ///< finding() is of now
    void hindered(const std::string &why);

private:
    void take(const Observation &seen);

    std::function<bool()> m_isLocal;
    Clock m_clock;
    Errand m_errand;
    std::optional<Instant> m_lookedAt;
    std::optional<Finding> m_finding;
    std::string m_hindrance;
};

} // namespace tandem::agent
