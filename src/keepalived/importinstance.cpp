// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/importinstance.h"

#include "keepalived/importnames.h"
#include "keepalived/importtext.h"

#include <algorithm>

namespace tandem::keepalived {

config::Instance InstanceImport::make(const Instance &from)
{
    config::Instance made;
    made.name = nameFrom(from.name);
    if (made.name != from.name)
        remark(RemarkKind::Changed, from.at, "instance " + from.name + " is called " + made.name);
    made.version = m_conf.versionOf(from);
    made.virtualRouterId = *from.virtualRouterId;
    made.advertInt = advertInt(from, made.version);
    made.unicast = from.unicast;
    made.nopreempt = from.nopreempt && !clearsNopreempt(from);
    made.preemptDelay = made.nopreempt ? Duration{} : from.preemptDelay;
    made.startDelay = m_conf.startupDelay;
    setAddresses(from, made);
    setPassword(from, made);
    setTracks(from, made);
    return made;
}

void InstanceImport::remark(RemarkKind kind, Place at, std::string text, std::string fix)
{
    m_remarks.push_back({kind, at, at.line, std::move(text), std::move(fix)});
}

/// Keepalived clears nopreempt where the first state is MASTER.
bool InstanceImport::clearsNopreempt(const Instance &from)
{
    if (from.state != "MASTER" || !from.nopreempt)
        return false;
    remark(RemarkKind::Changed, from.at,
           "nopreempt of " + from.name + " beside state MASTER: Keepalived clears it, so it is left out",
           "set nopreempt = true in the cluster file if it is wanted");
    return true;
}

Duration InstanceImport::advertInt(const Instance &from, std::uint8_t version)
{
    const Duration unit = version == 2 ? Duration(std::chrono::seconds(1)) : Duration(std::chrono::milliseconds(10));
    const Duration most = version == 2 ? 255 * unit : 4095 * unit;
    const Duration rounded = std::clamp((from.advertInt + unit / 2) / unit * unit, unit, most);
    if (rounded != from.advertInt)
        remark(RemarkKind::Changed, from.at,
               "advert_int " + secondsText(from.advertInt) + " of " + from.name + " becomes " + secondsText(rounded) +
                   ": version " + std::to_string(version) + " cannot say the other",
               "check that all routers have the same");
    return rounded;
}

void InstanceImport::setAddresses(const Instance &from, config::Instance &made)
{
    const auto take = [](const Address &address) {
        return config::VirtualAddress{address.network, address.dev, address.label};
    };
    for (const Address &address : from.addresses) {
        const bool same = address.network.address.family() == from.family();
        (same ? made.virtualAddresses : made.excludedAddresses).push_back(take(address));
        if (!same)
            remark(RemarkKind::Changed, address.at,
                   address.network.toString() + " is of the other family: it goes to virtual_ipaddress_excluded");
    }
    for (const Address &address : from.excluded)
        made.excludedAddresses.push_back(take(address));
    if (made.virtualAddresses.empty())
        remark(RemarkKind::Missing, from.at, "instance " + from.name + " has no virtual_ipaddress",
               "give it one: in a cluster file it needs it");
}

void InstanceImport::setPassword(const Instance &from, config::Instance &made)
{
    if (!from.authentication)
        return;
    if (made.version == 3)
        return remark(RemarkKind::NoEffect, from.authentication->at,
                      "authentication of " + from.name + ": VRRPv3 has none (RFC 5798 9)");
    made.authPass = true;
    made.password = from.authentication->password;
}

void InstanceImport::setTracks(const Instance &from, config::Instance &made)
{
    std::vector<Track> interfaces = from.interfaces;
    std::vector<Track> checks = from.checks;
    for (const Group &group : m_conf.groups) {
        if (std::ranges::find(group.members, from.name) == group.members.end())
            continue;
        interfaces.insert(interfaces.end(), group.interfaces.begin(), group.interfaces.end());
        checks.insert(checks.end(), group.checks.begin(), group.checks.end());
    }
    const auto add = [](std::vector<std::string> &to, const std::string &name) {
        if (std::ranges::find(to, name) == to.end())
            to.push_back(name);
    };
    for (const Track &track : interfaces) {
        if (track.name != from.interface)
            add(made.trackInterfaces, track.name);
    }
    for (const Track &track : checks) {
        if (const auto name = m_checks.nameOf(track))
            add(made.tracks, *name);
    }
}

} // namespace tandem::keepalived
