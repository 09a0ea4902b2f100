// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "base/clock.h"
#include "maxscale/configdigest.h"
#include "maxscale/restclient.h"
#include "model/nodestatus.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace tandem::agent {

/// Reads a MaxScale's configuration now and then, for comparison with the other nodes': one resource after the other,
/// since together they are 60 kB that MaxScale has to write and we have to read.
class ConfigWatch : public QObject
{
    Q_OBJECT

public:
    using Clock = std::function<Instant()>;

    /// `rest` must outlive the watch.
    ConfigWatch(maxscale::RestClient &rest, maxscale::Credentials reader, QObject *parent = nullptr,
                Clock clock = &BootClock::now);

    /// MaxScale was looked at. Begins to read when it is time: after a start of MaxScale, and each `every` after that.
    void note(const model::MaxScaleStatus &status);

    /// Of the newest configuration that was read whole (configdigest.h); empty before, and after a restart of MaxScale.
    const std::string &digest() const { return m_digest; }

    static constexpr std::chrono::seconds every{60};
    static constexpr std::chrono::seconds requestTimeout{5}; ///< nobody waits for it

signals:
    void changed(); ///< digest()

private:
    void askNext();
    void onRead();
    void set(const std::string &digest);

    maxscale::RestClient &m_rest;
    maxscale::Credentials m_reader;
    Clock m_clock;
    maxscale::ConfigDocuments m_documents;
    std::size_t m_next = 0; ///< of the resources; 0: nothing is asked
    bool m_stale = false;   ///< MaxScale restarted while it was asked
    std::optional<Instant> m_asked;
    std::optional<std::int64_t> m_startedAtNs;
    std::string m_digest;
};

} // namespace tandem::agent
