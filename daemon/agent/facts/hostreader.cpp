// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/facts/hostreader.h"

#include "base/clock.h"
#include "daemon/agent/facts/networkmanagers.h"
#include "daemon/agent/health/processfinder.h"

#include <QNetworkInterface>
#include <algorithm>
#include <fstream>

namespace tandem::agent {

std::vector<model::InterfaceFacts> HostReader::interfaces() const
{
    std::vector<model::InterfaceFacts> found;
    for (const QNetworkInterface &each : QNetworkInterface::allInterfaces()) {
        if (each.flags().testFlag(QNetworkInterface::IsLoopBack))
            continue;
        model::InterfaceFacts facts;
        facts.name = each.name().toStdString();
        facts.up =
            each.flags().testFlag(QNetworkInterface::IsUp) && each.flags().testFlag(QNetworkInterface::IsRunning);
        facts.mac = each.hardwareAddress().toLower().toStdString();
        for (const QNetworkAddressEntry &entry : each.addressEntries())
            facts.addresses.push_back(entry.ip().toString().section('%', 0, 0).toStdString() + "/" +
                                      std::to_string(entry.prefixLength()));
        const auto manager = networkManagerOf(each.index(), m_run);
        facts.manager = manager.name;
        facts.keepsAddresses = manager.keepsAddresses;
        facts.rpFilter = setting(facts.name, "rp_filter");
        facts.arpIgnore = setting(facts.name, "arp_ignore");
        found.push_back(std::move(facts));
    }
    return found;
}

std::vector<std::int64_t> HostReader::processesNamed(const std::string &name) const
{
    std::vector<std::int64_t> pids;
    ProcessFinder finder(name, m_proc);
    std::ranges::copy(finder.find(BootClock::now()), std::back_inserter(pids));
    std::ranges::sort(pids);
    return pids;
}

std::optional<std::int64_t> HostReader::number(const std::string &path) const
{
    std::ifstream file(m_proc + "/sys/net/ipv4/" + path);
    std::int64_t value = 0;
    return file >> value ? std::optional(value) : std::nullopt;
}

std::optional<std::int64_t> HostReader::setting(const std::string &interface, const std::string &name) const
{
    const auto all = number("conf/all/" + name);
    const auto own = number("conf/" + interface + "/" + name);
    return all && own ? std::optional(std::max(*all, *own)) : std::nullopt;
}

std::optional<bool> HostReader::nonlocalBind() const
{
    const auto value = number("ip_nonlocal_bind");
    return value ? std::optional(*value != 0) : std::nullopt;
}

} // namespace tandem::agent
