// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/identity/identitydesk.h"

#include <algorithm>

namespace tandem::agent {

namespace {

/// The check that comes around most slowly, as the desk keeps up with all of them.
config::Check slowestCheck(const config::Cluster &cluster)
{
    config::Check slowest;
    slowest.interval = IdentityDesk::shortestInterval;
    for (const config::Check &check : cluster.checks)
        if (check.kind == config::CheckKind::MaxScale && check.interval * check.fall >= slowest.interval * slowest.fall)
            slowest = check;
    slowest.interval = std::max<Duration>(slowest.interval, IdentityDesk::shortestInterval);
    return slowest;
}

VipWatch::Settings vipSettings(const config::Cluster &cluster, const std::string &node)
{
    const Duration interval = slowestCheck(cluster).interval;
    return {watchedVips(cluster, node), cluster.maxscale->listeners, interval, interval / 2};
}

IdentityFindings::Graces graces(const config::Cluster &cluster)
{
    const config::Check check = slowestCheck(cluster);
    IdentityFindings::Graces graces;
    graces.answered = std::max(graces.answered, 3 * check.interval);
    graces.silent = std::max<Duration>(graces.silent, (check.fall + 2) * check.interval + check.timeout);
    return graces;
}

StrayWatch::Settings straySettings(const config::Cluster &cluster, const maxscale::Credentials &reader)
{
    StrayWatch::Settings settings;
    settings.ports = cluster.maxscale->listeners;
    settings.reader = reader;
    return settings;
}

std::vector<std::string> interfacesOf(const config::Cluster &cluster, const std::string &node)
{
    std::vector<std::string> interfaces;
    for (const WatchedVip &vip : watchedVips(cluster, node))
        if (std::ranges::find(interfaces, vip.interface) == interfaces.end())
            interfaces.push_back(vip.interface);
    return interfaces;
}

/// But for their times, which are always new.
std::vector<model::VipAnswer> answersOf(const std::vector<VipSighting> &sightings)
{
    std::vector<model::VipAnswer> answers;
    for (const VipSighting &sighting : sightings) {
        answers.push_back(sighting.answer);
        answers.back().atNs = 0;
    }
    return answers;
}

} // namespace

IdentityDesk::IdentityDesk(Surroundings surroundings)
    : m_around(std::move(surroundings)), m_interfaces(interfacesOf(m_around.cluster, m_around.node)),
      m_vips(vipSettings(m_around.cluster, m_around.node)), m_findings(graces(m_around.cluster)),
      m_strays(m_around.cluster, straySettings(m_around.cluster, m_around.reader), &m_around.rest)
{
    connect(&m_vips, &VipWatch::seen, this, [this](const QString &vip) { onSeen(vip.toStdString()); });
    connect(&m_strays, &StrayWatch::counted, this, &IdentityDesk::changed);
}

IdentityDesk::~IdentityDesk() = default;

void IdentityDesk::start()
{
    m_vips.start();
    m_strays.start();
}

void IdentityDesk::setHeldVips(const std::vector<std::string> &addresses)
{
    m_vips.setHeldVips(addresses);
    for (const std::string &vip : addresses)
        m_findings.forget(vip);
}

void IdentityDesk::onSeen(const std::string &vip)
{
    std::vector<VipSighting> sightings = m_vips.sightings();
    auto answers = answersOf(sightings);
    std::erase_if(sightings, [&](const VipSighting &sighting) { return sighting.answer.vip != vip; });
    const std::vector<Finding> before = m_findings.findings();
    m_findings.look(sightings, {m_around.cluster, m_around.node, m_around.nodes()}, BootClock::now(), wallClockNs());
    if (answers == m_told && before == m_findings.findings())
        return;
    m_told = std::move(answers);
    emit changed();
}

std::vector<Finding> IdentityDesk::findings() const
{
    std::vector<Finding> list = m_findings.findings();
    std::ranges::move(m_strays.findings(), std::back_inserter(list));
    return list;
}

void IdentityDesk::fill(model::NodeStatus &status) const
{
    status.vipAnswers.clear();
    for (VipSighting &sighting : m_vips.sightings())
        status.vipAnswers.push_back(std::move(sighting.answer));
    status.strayConnections = m_strays.connections();
    status.strayClients = m_strays.clients();
    status.macs.clear();
    for (const std::string &interface : m_interfaces)
        if (std::string mac = hardwareAddressOf(interface);
            !mac.empty() && std::ranges::find(status.macs, mac) == status.macs.end())
            status.macs.push_back(std::move(mac));
}

} // namespace tandem::agent
