// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/question.h"

#include <algorithm>
#include <set>

namespace tandem::preflight {

namespace {

/// Another interface that is up and in the network of that address: answers may take the other way.
std::string alsoOn(const Host &host, const std::string &interface, const IpAddress &vip)
{
    for (const auto &other : host.facts->interfaces) {
        if (other.name == interface || !other.up)
            continue;
        for (const auto &text : other.addresses)
            if (const auto network = IpNetwork::parse(text); network && network->contains(vip))
                return other.name;
    }
    return {};
}

/// True: something is wrong with it.
bool askInterface(const Host &host, const model::InterfaceFacts &interface, const IpAddress &vip, Report &report)
{
    const std::string at = "net.ipv4.conf." + interface.name;
    if (interface.arpIgnore.value_or(0) >= 3) { // 3: scope host only; 8: never (ip-sysctl)
        report.add(Outcome::Error, host.node, at + ".arp_ignore is " + std::to_string(*interface.arpIgnore),
                   "the kernel does not answer for VIPs: nobody finds them",
                   "sysctl -w " + at + ".arp_ignore=1, and `all` likewise; both count");
        return true;
    }
    const auto other = interface.rpFilter == 1 ? alsoOn(host, interface.name, vip) : std::string();
    if (other.empty())
        return false;
    report.add(Outcome::Warning, host.node,
               at + ".rp_filter is 1, and " + other + " is in the network of " + vip.toString() + " too",
               "the kernel drops what comes in by the one where it would answer by the other",
               "sysctl -w " + at + ".rp_filter=2, or take one of the two out of that network");
    return true;
}

void askHost(const View &view, const Host &host, Report &report)
{
    bool isFine = true;
    std::set<std::string> asked;
    for (const auto &instance : view.cluster.instances) {
        for (const auto &address : allAddresses(instance)) {
            const auto *interface = host.interfaceNamed(interfaceOf(instance, address, view.nodeOf(host)));
            if (interface == nullptr || address.network.address.family() != Family::V4 ||
                !asked.insert(interface->name).second)
                continue;
            if (!interface->rpFilter || !interface->arpIgnore)
                report.notKnown(host.node, "the kernel's settings of " + interface->name + " cannot be read");
            isFine = !askInterface(host, *interface, address.network.address, report) && isFine;
        }
    }
    if (!isFine || asked.empty())
        return;
    const bool binds = host.facts->nonlocalBind.value_or(false);
    report.fine(host.node, std::string("rp_filter and arp_ignore let VIPs be answered; ip_nonlocal_bind is ") +
                               (binds ? "1" : "0: a listener that is bound to a VIP itself starts on its owner only"));
}

void ask(const View &view, Report &report)
{
    for (const Host &host : view.hosts)
        if (host.answers())
            askHost(view, host, report);
}

} // namespace

const Question kernelSettings{"PRE010", "kernel settings", ask};

} // namespace tandem::preflight
