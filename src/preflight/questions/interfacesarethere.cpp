// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/question.h"

#include <algorithm>
#include <set>

namespace tandem::preflight {

namespace {

bool hasAddress(const model::InterfaceFacts &interface, const IpAddress &address)
{
    return std::ranges::any_of(interface.addresses, [&](const std::string &text) {
        const auto network = IpNetwork::parse(text);
        return network && network->address == address;
    });
}

std::set<std::string> interfacesOf(const View &view, const Host &host)
{
    std::set<std::string> names;
    for (const auto &instance : view.cluster.instances) {
        names.insert(instance.interfaceOn(view.nodeOf(host)));
        for (const auto &address : allAddresses(instance))
            names.insert(interfaceOf(instance, address, view.nodeOf(host)));
        names.insert(instance.trackInterfaces.begin(), instance.trackInterfaces.end());
    }
    return names;
}

std::string namesOf(const model::HostFacts &facts)
{
    std::string names;
    for (const auto &interface : facts.interfaces)
        names += (names.empty() ? "" : ", ") + interface.name;
    return names.empty() ? "none" : names;
}

void askNodeAddress(const View &view, const Host &host, Report &report)
{
    const config::Node &node = view.nodeOf(host);
    const auto found = std::ranges::find_if(host.facts->interfaces,
                                            [&](const auto &interface) { return hasAddress(interface, node.address); });
    if (found == host.facts->interfaces.end())
        report.add(Outcome::Error, host.node, "no interface has its address " + node.address.toString(),
                   "adverts have this sender, and other helpers reach it there",
                   "give the host this address, or write another one into the cluster file");
    else if (found->name != node.interface && !node.interface.empty())
        report.add(Outcome::Warning, host.node,
                   "its address " + node.address.toString() + " is on " + found->name + ", not on " + node.interface,
                   "adverts leave " + node.interface + " with the sender of another network",
                   "name the interface that has the address, or an address of " + node.interface);
}

void ask(const View &view, Report &report)
{
    for (const Host &host : view.hosts) {
        if (!host.answers())
            continue;
        for (const auto &name : interfacesOf(view, host)) {
            const auto *interface = host.interfaceNamed(name);
            if (interface == nullptr)
                report.add(Outcome::Error, host.node, "it has no interface " + name,
                           "an instance that needs it stays in FAULT",
                           "write one that is there into the cluster file: " + namesOf(*host.facts));
            else if (!interface->up)
                report.add(Outcome::Error, host.node, name + " is down", "an instance that needs it stays in FAULT",
                           "look at the cable and at `ip link show " + name + "`");
            else
                report.fine(host.node, name + " is up");
        }
        askNodeAddress(view, host, report);
    }
}

} // namespace

const Question interfacesAreThere{"PRE004", "interfaces are there", ask};

} // namespace tandem::preflight
