// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "maxscale/servicelist.h"

#include <QHostAddress>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tandem::agent {

/// Where a listener of the file is asked for its greeting.
struct ListenerPlace
{
    std::uint16_t port = 0;
    QHostAddress address;   ///< 127.0.0.1 where MaxScale listens on all addresses, or has not said where
    bool elsewhere = false; ///< bound to a VIP that another node holds: not asked, and that is no failure
    bool holdable = false;  ///< its service takes a connection that stays: no limit, or a large one

    bool operator==(const ListenerPlace &) const = default;
};

/// From the file's ports, what MaxScale says of its listeners (nothing yet: everything at 127.0.0.1), the cluster's
/// VIPs and those that this node holds now. Pure.
std::vector<ListenerPlace> placeListeners(const std::vector<std::uint16_t> &ports,
                                          const std::optional<std::vector<maxscale::Listener>> &known,
                                          const std::vector<std::string> &vips,
                                          const std::vector<std::string> &heldVips);

} // namespace tandem::agent
