// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/question.h"

#include <algorithm>
#include <map>

namespace tandem::preflight {

namespace {

using State = model::AddressAnswer::State;

/// RFC 5798 7.3: 00:00:5e:00:01 (IPv4) or :02 (IPv6), then the router id.
bool isVirtualMac(const std::string &mac)
{
    return mac.starts_with("00:00:5e:00:01:") || mac.starts_with("00:00:5e:00:02:");
}

/// The node that has an interface of that address; empty: none of those that answered.
std::string nodeWithMac(const View &view, const std::string &mac)
{
    for (const Host &host : view.hosts)
        if (host.facts && std::ranges::any_of(host.facts->interfaces, [&](const auto &one) { return one.mac == mac; }))
            return host.node;
    return {};
}

struct Seen
{
    std::vector<std::string> owners;              ///< nodes that have it themselves
    std::map<std::string, std::string> strangers; ///< MAC: a node that heard it
    std::size_t silent = 0;
    std::string notAsked; ///< why
};

Seen lookFor(const View &view, const std::string &vip)
{
    Seen seen;
    for (const Host &host : view.hosts) {
        if (!host.addressTrouble.empty())
            seen.notAsked = host.node + ": " + host.addressTrouble;
        for (const auto &answer : host.addresses) {
            if (answer.address != vip)
                continue;
            if (answer.state == State::Own)
                seen.owners.push_back(host.node);
            else if (answer.state == State::Answered && nodeWithMac(view, answer.mac).empty())
                seen.strangers.emplace(answer.mac, host.node);
            else if (answer.state == State::Silent)
                ++seen.silent;
            else if (answer.state == State::NotAsked)
                seen.notAsked = host.node + ": " + answer.why;
        }
    }
    return seen;
}

void askVip(const View &view, const std::string &vip, Report &report)
{
    const Seen seen = lookFor(view, vip);
    for (const auto &[mac, node] : seen.strangers) {
        if (isVirtualMac(mac))
            report.add(Outcome::Warning, {},
                       vip + " is answered by a virtual router (" + mac + "), as " + node + " hears",
                       "some VRRP router holds it already, by the MAC address of its router id",
                       "end that router, or wait until it is one of this cluster's");
        else
            report.add(Outcome::Error, {},
                       vip + " is answered by " + mac + ", which is no node's, as " + node + " hears",
                       "two hosts with one address: clients reach the one or the other",
                       "find that host (its switch port by the MAC), or choose another VIP");
    }
    if (seen.owners.size() > 1)
        report.add(Outcome::Error, {}, vip + " is on " + seen.owners.front() + " and on " + seen.owners.back(),
                   "two hosts with one address: clients reach the one or the other",
                   "see tandemctl status, and which program holds it on each host");
    else if (seen.strangers.empty() && seen.owners.size() == 1)
        report.fine({}, vip + " is on " + seen.owners.front() + " and nowhere else");
    else if (seen.strangers.empty() && seen.silent > 0)
        report.fine({}, vip + " is free: nobody answers for it");
    else if (seen.strangers.empty())
        report.notKnown({}, "nobody could ask who has " + vip + (seen.notAsked.empty() ? "" : ": " + seen.notAsked));
}

void ask(const View &view, Report &report)
{
    if (std::ranges::none_of(view.hosts, &Host::answers))
        return;
    for (const auto &instance : view.cluster.instances)
        for (const auto &address : allAddresses(instance))
            askVip(view, address.network.address.toString(), report);
}

} // namespace

const Question vipsAreFree{"PRE006", "VIPs are free", ask};

} // namespace tandem::preflight
