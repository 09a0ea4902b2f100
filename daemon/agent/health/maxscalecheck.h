// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "daemon/agent/health/healthcheck.h"
#include "daemon/agent/health/heldconnection.h"
#include "daemon/agent/health/heldlisteners.h"
#include "daemon/agent/health/listenermap.h"
#include "daemon/agent/health/look.h"
#include "daemon/agent/health/monitorwatch.h"
#include "daemon/agent/health/processmemory.h"
#include "daemon/agent/health/sampler.h"
#include "model/healthsample.h"
#include "model/nodestatus.h"

#include <QTimer>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace tandem::agent {

/// A check of kind "maxscale": held connections to REST and to listeners, and a look every interval. A connection that
/// ends, and one that can be made again, cause a look at once. After looked(), status and findings are new too.
class MaxScaleCheck : public HealthCheck
{
    Q_OBJECT

public:
    struct Settings
    {
        config::Check check;
        std::vector<std::uint16_t> listeners;
        std::vector<std::string> vips; ///< of all instances, without prefix
        Expectation expected;
        maxscale::Credentials reader;
    };
    using Clock = std::function<Instant()>;

    /// However short the interval, mode and monitors are not asked more often than this: a held connection tells of a
    /// restart, and whoever writes the mode reads it back.
    static constexpr std::chrono::seconds modeEvery{2};
    /// And what is for charts (sessions, threads, statistics of servers).
    static constexpr std::chrono::seconds servicesEvery{5};

    /// `rest` must outlive the check.
    MaxScaleCheck(Settings settings, maxscale::RestClient &rest, QObject *parent = nullptr,
                  Clock clock = &BootClock::now);
    ~MaxScaleCheck() override;

    void start() override;

    /// Its verdict is the tracker's, or "returning" while a failed one answers again and `rise` is not reached.
    const model::MaxScaleStatus &status() const { return m_status; }
    const std::vector<Finding> &findings() const { return m_findings; }
    /// Where the file's listeners are asked.
    const std::vector<ListenerPlace> &places() const { return m_places; }
    /// What was last read of /v1/maxscale, modeEvery ago or less; nothing: it did not answer that.
    const std::optional<maxscale::MaxScaleInfo> &info() const { return m_info; }
    /// And of /v1/monitors.
    const std::optional<std::vector<maxscale::Monitor>> &monitors() const { return m_monitors; }
    /// info() and monitors() are of the newest look.
    bool readMode() const { return m_readMode; }
    /// The process is gone: it cannot act, whatever it last said of its mode.
    bool processGone() const { return m_gone; }

    void setHeldVips(const std::vector<std::string> &addresses);
    void setPeersSeeUsable(bool usable) { m_settings.expected.peersSeeUsable = usable; }
    /// What somebody read or wrote meanwhile.
    void setPassive(bool passive);

signals:
    void sampled(const tandem::model::HealthSample &sample);
    void answersAgain(); ///< a MaxScale that was gone or silent speaks

private:
    void onRestOpened();
    void onRefused();
    void onLost();
    void look(bool restIsRefused = false);
    void dropLook();
    void onLooked(const Look::Outcome &outcome);
    bool isDue(const std::optional<Instant> &read, Duration every) const;
    void takeMode(const Look::Outcome &outcome);
    bool adopt(const std::vector<maxscale::Listener> &listeners);
    void arrangeListeners();
    void addProber(const ListenerPlace &place);
    void takeStatus(const Look::Outcome &outcome);
    void takeSample(const Look::Outcome &outcome);
    void scheduleNext();

    Settings m_settings;
    maxscale::RestClient &m_rest;
    Clock m_clock;
    MonitorWatch m_monitorWatch;
    Sampler m_sampler;
    ProcessMemory m_memory{"maxscale"};
    model::MaxScaleStatus m_status;
    std::vector<Finding> m_findings;
    std::optional<maxscale::MaxScaleInfo> m_info;
    std::optional<std::vector<maxscale::Monitor>> m_monitors;
    std::vector<Finding> m_monitorFindings; ///< of m_monitors
    bool m_readMode = false;
    bool m_gone = false;
    bool m_restRefused = false; ///< the held connection met nobody
    int m_doubts = 0;

    HeldConnection m_heldRest;
    HeldListeners m_heldListeners;
    std::optional<std::vector<maxscale::Listener>> m_knownListeners;
    std::vector<std::string> m_heldVips;
    std::vector<ListenerPlace> m_places;
    std::map<std::uint16_t, std::unique_ptr<maxscale::Prober>> m_probers;

    std::unique_ptr<Look> m_look;
    std::unique_ptr<Look> m_over; ///< goes with the next one
    QTimer m_next;
    Instant m_lookBegan{};
    bool m_asksMode = true; ///< the look that is under way
    std::optional<Instant> m_modeRead;
    std::optional<Instant> m_servicesRead;
};

} // namespace tandem::agent
