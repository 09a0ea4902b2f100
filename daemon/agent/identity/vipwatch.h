// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "base/clock.h"
#include "base/ipaddress.h"
#include "config/cluster.h"
#include "daemon/agent/identity/neighbour.h"
#include "maxscale/prober.h"
#include "model/nodestatus.h"

#include <QTimer>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tandem::agent {

/// A VIP as a node that does not hold it reaches it.
struct WatchedVip
{
    IpAddress address;
    std::string interface; ///< on which it is a neighbour

    bool operator==(const WatchedVip &) const = default;
};

/// All VIPs of the file that are in its adverts, each once, as `node` reaches them.
std::vector<WatchedVip> watchedVips(const config::Cluster &cluster, const std::string &node);

/// Who answered on a VIP's port.
struct VipSighting
{
    model::VipAnswer answer;
    maxscale::ProbeOutcome outcome = maxscale::ProbeOutcome::Silent;
    Neighbour neighbour;
};

/// Asks each VIP that this node does not hold for its greeting, again and again. An own one would answer from this node
/// itself, whoever else may have it.
class VipWatch : public QObject
{
    Q_OBJECT

public:
    struct Settings
    {
        std::vector<WatchedVip> vips;
        std::vector<std::uint16_t> ports; ///< of the listeners
        Duration interval{std::chrono::seconds(2)};
        Duration timeout{std::chrono::seconds(1)}; ///< shorter than the interval
        /// Where the neighbour's address tells no move: a connection that is silent for so long is left. Seldom, since
        /// MaxScale counts it as an error, and blocks a host that makes many.
        Duration patience{std::chrono::minutes(1)};
    };
    using NeighbourTable = std::function<Neighbour(const WatchedVip &)>;

    explicit VipWatch(Settings settings, NeighbourTable neighbours = {}, QObject *parent = nullptr);
    ~VipWatch() override;

    void start();
    /// VIPs in this node's kernel, without prefix.
    void setHeldVips(const std::vector<std::string> &addresses);

    /// The newest of each VIP and port, in the file's order; none of those that this node holds.
    std::vector<VipSighting> sightings() const;

    /// VIPs asked in one round; where there are more, they take turns.
    static constexpr std::size_t mostARound = 16;

signals:
    /// `vip` was looked at: sightings() has it.
    void seen(const QString &vip);

private:
    struct Port;
    struct Watched;
    void ask();
    void askOne(Watched &watched);
    void take(Watched &watched, Port &port, const maxscale::ProbeResult &result);

    Settings m_settings;
    NeighbourTable m_neighbours;
    std::vector<std::unique_ptr<Watched>> m_watched;
    std::size_t m_next = 0; ///< whose turn it is
    QTimer m_timer;
};

} // namespace tandem::agent
