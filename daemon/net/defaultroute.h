// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ipaddress.h"

#include <cstdint>
#include <limits>
#include <linux/netlink.h>
#include <optional>

namespace tandem::net {

/// The best default route through one interface, of those that were shown to it. Pure.
class DefaultRoute
{
public:
    DefaultRoute(int index, Family family) : m_index(index), m_family(family) {}
    /// A whole message of a dump (RTM_NEWROUTE); what is no default route of the main table through the interface is
    /// nothing to it.
    void look(const nlmsghdr &message) noexcept;
    const std::optional<IpAddress> &gateway() const { return m_gateway; }

private:
    void take(int index, const std::optional<IpAddress> &gateway, std::uint32_t metric) noexcept;

    int m_index;
    Family m_family;
    std::optional<IpAddress> m_gateway;
    std::uint32_t m_metric = std::numeric_limits<std::uint32_t>::max();
};

/// Asks the kernel. Reads a bounded part of its table (default routes come first), never waits. Nothing where there is
/// none, or it is not to be read.
std::optional<IpAddress> defaultGateway(int index, Family family) noexcept;

} // namespace tandem::net
