// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ipaddress.h"
#include "base/result.h"
#include "base/types.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::config {

/// limits.toml: root's bounds on what a roll-out may make this host's engine do. Beside the cluster file.
struct Limits
{
    struct RouterIds
    {
        std::uint8_t first = 1;
        std::uint8_t last = 255;
        bool operator==(const RouterIds &) const = default;
    };
    std::vector<std::string> interfaces; ///< that instances are bound to, and that VIPs are put on
    std::vector<IpNetwork> vipRanges;    ///< of all VIPs, excluded ones too
    std::vector<RouterIds> virtualRouterIds;

    bool allowsInterface(std::string_view name) const;
    bool allowsVip(const IpAddress &address) const;
    bool allowsRouterId(VirtualRouterId id) const;

    bool operator==(const Limits &) const = default;
};

/// Pure. `name` is what errors call the file: format = 1, interfaces, vip_ranges ("10.77.0.0/24"), virtual_router_ids
/// ("51", "60-69"); all of them required.
tl::expected<Limits, std::vector<Error>> parseLimits(std::string_view text, const std::string &name);

/// Refused where there is none, or where others than its owner may write it.
tl::expected<Limits, std::vector<Error>> readLimits(const std::string &path);

/// "/etc/tandem/limits.toml" for "/etc/tandem/cluster.toml".
std::string limitsBeside(const std::string &clusterFile);

} // namespace tandem::config
