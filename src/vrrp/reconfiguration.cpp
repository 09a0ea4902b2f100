// SPDX-License-Identifier: GPL-3.0-or-later
#include "vrrp/reconfiguration.h"

#include <algorithm>

namespace tandem::vrrp {

namespace {

bool ownsAddresses(const RouterConfig &config)
{
    return config.priority.value() == Priority::owner;
}

} // namespace

std::string_view nameOf(Identity identity)
{
    switch (identity) {
    case Identity::VirtualRouterId: return "virtual-router-id";
    case Identity::Version: return "version";
    case Identity::PrimaryAddress: return "primary-address";
    case Identity::Interface: return "interface";
    case Identity::Ownership: return "ownership";
    }
    return "";
}

RouterConfig normalised(RouterConfig config)
{
    config.interval = intervalOnWire(config.version, config.interval);
    if (ownsAddresses(config)) { // RFC 5798 6.1: the owner preempts whatever Preempt_Mode says
        config.preempt = true;
        config.preemptDelay = {};
    }
    return config;
}

std::optional<Identity> changedIdentity(const RouterConfig &from, const RouterConfig &to)
{
    if (from.virtualRouterId != to.virtualRouterId)
        return Identity::VirtualRouterId;
    if (from.version != to.version)
        return Identity::Version;
    if (from.primaryAddress != to.primaryAddress)
        return Identity::PrimaryAddress;
    if (!from.interfaces.empty() && !to.interfaces.empty() && from.interfaces.front() != to.interfaces.front())
        return Identity::Interface;
    if (ownsAddresses(from) != ownsAddresses(to))
        return Identity::Ownership;
    return std::nullopt;
}

std::vector<IpAddress> missingFrom(const std::vector<IpAddress> &others, const std::vector<IpAddress> &list)
{
    std::vector<IpAddress> missing;
    std::copy_if(list.begin(), list.end(), std::back_inserter(missing), [&](const IpAddress &address) {
        return std::find(others.begin(), others.end(), address) == others.end();
    });
    return missing;
}

} // namespace tandem::vrrp
