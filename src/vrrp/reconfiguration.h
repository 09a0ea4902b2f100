// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ipaddress.h"
#include "vrrp/effects.h"
#include "vrrp/routerconfig.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tandem::vrrp {

/// What a router cannot change while it lives: it is another router then. The host stops this one and makes a new one.
enum class Identity : std::uint8_t {
    VirtualRouterId,
    Version,
    PrimaryAddress, ///< its family included
    Interface,      ///< the own one
    Ownership,      ///< priority 255 or not: whose the addresses are
};
std::string_view nameOf(Identity identity); ///< "virtual-router-id", …

/// What another configuration asks of the host. To be done in this order: take away `removed` if MASTER; encode the
/// adverts anew if `advertChanges`; perform `effects`, where AddAddresses means those of the new list.
struct Reconfiguration
{
    std::optional<Identity> needsNewRouter; ///< set: nothing was changed, and the rest is empty
    std::vector<IpAddress> removed;         ///< on the old list only
    std::vector<IpAddress> added;           ///< on the new list only
    bool advertChanges = false;             ///< list, interval, password or priority
    Effects effects;
};

/// As a router runs it: the interval as it stands on the wire, and preempting at once where it owns the addresses.
RouterConfig normalised(RouterConfig config);

/// Why `to` is not the same router as `from`.
std::optional<Identity> changedIdentity(const RouterConfig &from, const RouterConfig &to);

/// Those of `list` that `others` has not.
std::vector<IpAddress> missingFrom(const std::vector<IpAddress> &others, const std::vector<IpAddress> &list);

} // namespace tandem::vrrp
