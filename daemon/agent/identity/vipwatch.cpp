// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/identity/vipwatch.h"

#include <algorithm>

namespace tandem::agent {

using maxscale::ProbeOutcome;

struct VipWatch::Port
{
    std::uint16_t number = 0;
    std::unique_ptr<maxscale::Prober> prober;
    std::optional<VipSighting> sighting;
};

struct VipWatch::Watched
{
    WatchedVip vip;
    bool held = false;
    std::vector<Port> ports;
};

std::vector<WatchedVip> watchedVips(const config::Cluster &cluster, const std::string &node)
{
    std::vector<WatchedVip> vips;
    for (const config::Instance &instance : cluster.instances)
        for (const config::VirtualAddress &vip : instance.virtualAddresses) {
            const WatchedVip one{vip.network.address,
                                 vip.dev.empty() ? instance.interfaceOn(*cluster.nodeNamed(node)) : vip.dev};
            if (std::ranges::find(vips, one.address, &WatchedVip::address) == vips.end())
                vips.push_back(one);
        }
    return vips;
}

VipWatch::VipWatch(Settings settings, NeighbourTable neighbours, QObject *parent)
    : QObject(parent), m_settings(std::move(settings)), m_neighbours(std::move(neighbours))
{
    if (!m_neighbours)
        m_neighbours = [](const WatchedVip &vip) { return neighbourOf(vip.address, vip.interface); };
    for (const WatchedVip &vip : m_settings.vips) {
        auto watched = std::make_unique<Watched>();
        watched->vip = vip;
        for (const std::uint16_t port : m_settings.ports)
            watched->ports.push_back({port, nullptr, std::nullopt});
        m_watched.push_back(std::move(watched));
    }
    connect(&m_timer, &QTimer::timeout, this, &VipWatch::ask);
}

VipWatch::~VipWatch() = default;

void VipWatch::start()
{
    if (m_watched.empty() || m_settings.ports.empty())
        return;
    m_timer.start(std::chrono::duration_cast<std::chrono::milliseconds>(m_settings.interval));
}

void VipWatch::setHeldVips(const std::vector<std::string> &addresses)
{
    for (const auto &watched : m_watched) {
        watched->held = std::ranges::find(addresses, watched->vip.address.toString()) != addresses.end();
        if (watched->held)
            for (Port &port : watched->ports) {
                port.prober.reset();
                port.sighting.reset();
            }
    }
}

std::vector<VipSighting> VipWatch::sightings() const
{
    std::vector<VipSighting> list;
    for (const auto &watched : m_watched)
        for (const Port &port : watched->ports)
            if (port.sighting)
                list.push_back(*port.sighting);
    return list;
}

void VipWatch::ask()
{
    for (std::size_t i = 0; i < std::min(mostARound, m_watched.size()); ++i) {
        askOne(*m_watched[m_next]);
        m_next = (m_next + 1) % m_watched.size();
    }
}

void VipWatch::askOne(Watched &watched)
{
    if (watched.held)
        return;
    for (Port &port : watched.ports) {
        if (!port.prober) {
            QHostAddress address(QString::fromStdString(watched.vip.address.toString()));
            if (watched.vip.address.family() == Family::V6 && watched.vip.address.isLinkLocal())
                address.setScopeId(QString::fromStdString(watched.vip.interface));
            port.prober = std::make_unique<maxscale::Prober>(address, port.number);
            port.prober->leaveSilenceAfter(m_settings.patience);
        }
        if (!port.prober->asking())
            port.prober->ask(m_settings.timeout, [this, &watched, &port](const maxscale::ProbeResult &result) {
                take(watched, port, result);
            });
    }
}

void VipWatch::take(Watched &watched, Port &port, const maxscale::ProbeResult &result)
{
    VipSighting sighting;
    sighting.outcome = result.outcome;
    sighting.neighbour = m_neighbours(watched.vip);
    const bool hasMoved = port.sighting && port.sighting->neighbour != sighting.neighbour;
    if (result.outcome == ProbeOutcome::Silent && hasMoved)
        port.prober->hangUp(); // who accepted has it no more
    sighting.answer = {watched.vip.address.toString(),
                       port.number,
                       result.versionString,
                       sighting.neighbour.mac,
                       result.outcome == ProbeOutcome::Greeted ? std::string() : result.evidence,
                       wallClockNs()};
    port.sighting = std::move(sighting);
    emit seen(QString::fromStdString(watched.vip.address.toString()));
}

} // namespace tandem::agent
