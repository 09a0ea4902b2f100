// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/question.h"

#include <algorithm>

namespace tandem::preflight {

namespace {

/// Own networks of the interface; not what is on it because it is a VIP.
bool isInside(const View &view, const model::InterfaceFacts &interface, const IpAddress &vip)
{
    const auto isVip = [&](const IpAddress &address) {
        return std::ranges::any_of(view.cluster.instances, [&](const auto &instance) {
            return std::ranges::any_of(allAddresses(instance),
                                       [&](const auto &each) { return each.network.address == address; });
        });
    };
    return std::ranges::any_of(interface.addresses, [&](const std::string &text) {
        const auto network = IpNetwork::parse(text);
        return network && !isVip(network->address) && network->contains(vip);
    });
}

std::string listOf(const std::vector<std::string> &words)
{
    std::string list;
    for (const auto &word : words)
        list += (list.empty() ? "" : ", ") + word;
    return list;
}

void askHost(const View &view, const Host &host, Report &report)
{
    std::size_t inside = 0;
    for (const auto &instance : view.cluster.instances) {
        for (const auto &address : allAddresses(instance)) {
            const auto *interface = host.interfaceNamed(interfaceOf(instance, address, view.nodeOf(host)));
            if (interface == nullptr)
                continue; // PRE004
            const IpAddress &vip = address.network.address;
            if (isInside(view, *interface, vip)) {
                ++inside;
                continue;
            }
            report.add(Outcome::Warning, host.node,
                       "VIP " + vip.toString() + " of " + instance.name + " lies in no network of " + interface->name +
                           " (" + listOf(interface->addresses) + ")",
                       "nobody in the network asks for it there: it is reached only by a route to this host",
                       "choose an address of the interface's network, another interface, or route to it");
        }
    }
    if (inside > 0)
        report.fine(host.node, std::to_string(inside) + (inside == 1 ? " VIP lies" : " VIPs lie") +
                                   " in a network of the interface");
}

void ask(const View &view, Report &report)
{
    for (const Host &host : view.hosts)
        if (host.answers())
            askHost(view, host, report);
}

} // namespace

const Question vipsFitTheirNetworks{"PRE005", "VIPs fit their networks", ask};

} // namespace tandem::preflight
