// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/confrules/confrules.h"

namespace tandem::lint::confrules {

namespace {

std::vector<ConfWrong> check(const keepalived::Conf &conf)
{
    std::vector<ConfWrong> wrong;
    for (const auto &instance : conf.instances) {
        if (instance.hasUnicastSource && instance.peers.empty())
            wrong.push_back({instance.at, "instance " + instance.name + " has unicast_src_ip, but no unicast_peer",
                             "add unicast_peer with the other hosts' addresses, or say mcast_src_ip"});
    }
    return wrong;
}

} // namespace

const ConfRule unicastPeers{"TND032", Severity::Warning,
                            "without peers Keepalived goes back to multicast: the other hosts, who wait for unicast, "
                            "hear nothing, and there are two owners",
                            check};

} // namespace tandem::lint::confrules
