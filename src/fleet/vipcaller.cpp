// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/vipcaller.h"

#include "base/clock.h"

#include <QHostAddress>
#include <algorithm>
#include <utility>

namespace tandem::fleet {

VipCaller::VipCaller(const config::Cluster &cluster, Nodes nodes, std::chrono::milliseconds interval, QObject *parent)
    : QObject(parent), m_cluster(cluster), m_nodes(std::move(nodes))
{
    m_timer.setInterval(interval);
    connect(&m_timer, &QTimer::timeout, this, &VipCaller::ask);
    if (!cluster.maxscale || cluster.maxscale->listeners.empty())
        return;
    const std::uint16_t port = cluster.maxscale->listeners.front();
    for (const config::Instance &instance : cluster.instances)
        for (const auto &address : instance.virtualAddresses) {
            VipView view;
            view.vip = address.network.address.toString();
            view.port = port;
            m_probers.push_back(
                std::make_unique<maxscale::Prober>(QHostAddress(QString::fromStdString(view.vip)), port));
            m_probers.back()->leaveSilenceAfter(patience); // the VIP may have moved away from who accepted
            m_views.push_back(std::move(view));
        }
}

VipCaller::~VipCaller() = default;

void VipCaller::start()
{
    if (m_views.empty())
        return;
    m_timer.start();
    ask();
}

void VipCaller::ask()
{
    const std::size_t round = std::min(mostARound, m_views.size());
    for (std::size_t i = 0; i < round; ++i)
        askOne(std::exchange(m_next, (m_next + 1) % m_views.size()));
}

void VipCaller::askOne(std::size_t i)
{
    if (m_probers[i]->asking())
        return;
    m_probers[i]->ask(timeout, [this, i](const maxscale::ProbeResult &answer) {
        m_views[i] = viewAfter(m_views[i], answer, m_cluster, m_nodes(), wallClockNs());
        emit changed();
    });
}

} // namespace tandem::fleet
