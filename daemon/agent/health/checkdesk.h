// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "base/log.h"
#include "daemon/agent/health/gatewaycheck.h"
#include "daemon/agent/health/maxscalecheck.h"
#include "daemon/channel/message.h"
#include "model/event.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tandem::agent {

/// All checks of this node: tells the engine their verdicts, and people what became of them. One of kind "maxscale"
/// looks even where the file has none: mode and status want to know.
class CheckDesk : public QObject
{
    Q_OBJECT

public:
    struct Surroundings
    {
        const config::Cluster &cluster;
        std::string node;
        std::string runDir;                   ///< scripts run below it
        maxscale::RestClient *rest = nullptr; ///< none without [maxscale]
        maxscale::Credentials reader;
        std::function<void(const channel::TrackVerdict &)> sendVerdict;
        /// An event, and the line for the log.
        std::function<void(const model::Event &, Severity, const std::string &)> tell;
        GatewayCheck::Ask askNeighbours{}; ///< none: nobody is asked
    };

    /// What `surroundings` refers to outlives the desk.
    explicit CheckDesk(Surroundings surroundings);
    ~CheckDesk() override;

    void start();

    /// The check whose status is the node's; none without [maxscale].
    const MaxScaleCheck *maxScale() const { return m_maxScale; }
    std::vector<Finding> findings() const;

    void setHeldVips(const std::vector<std::string> &addresses);
    void takeNeighbours(const channel::NeighbourAnswer &answer);
    void setPeersSeeUsable(bool usable);
    /// What somebody read or wrote of its mode meanwhile.
    void setPassive(bool passive);

    /// A verdict is renewed each look; it holds for three of them, and no less than this.
    static constexpr std::chrono::seconds shortestValidity{2};

signals:
    void changed();        ///< findings() are new
    void maxScaleLooked(); ///< maxScale() has a new status
    void sampled(const tandem::model::HealthSample &sample);
    void maxScaleAnswersAgain();

private:
    void addMaxScale(const config::Check &check, bool tracked);
    void addGateway(const config::Check &check);
    void addPeriodic(std::unique_ptr<HealthCheck> check);
    void watch(HealthCheck &check);
    void sendVerdict(const HealthCheck &check);

    Surroundings m_around;
    std::vector<std::unique_ptr<HealthCheck>> m_checks;
    std::vector<MaxScaleCheck *> m_maxScaleChecks; ///< of m_checks
    MaxScaleCheck *m_maxScale = nullptr;           ///< the first of them
    std::vector<HealthCheck *> m_periodicChecks;   ///< of m_checks
    std::vector<GatewayCheck *> m_gatewayChecks;   ///< likewise
    std::vector<std::string> m_notRun;             ///< checks that instances track and nobody runs
};

} // namespace tandem::agent
