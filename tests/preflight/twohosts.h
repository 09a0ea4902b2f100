// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/clusterfile.h"
#include "preflight/view.h"

#include <stdexcept>
#include <string>

namespace tandem::preflight {

inline config::Cluster clusterOf(const std::string &more = "", const std::string &vip = "10.77.0.100/24")
{
    const auto parsed = config::parseCluster(R"(format = 1
[cluster]
name = "shop"
[[node]]
name = "m1"
address = "10.77.0.1"
interface = "eth0"
priority = 150
[[node]]
name = "m2"
address = "10.77.0.2"
interface = "eth0"
priority = 100
[[vrrp_instance]]
name = "VI_1"
virtual_router_id = 51
virtual_ipaddress = [")" + vip + R"("]
)" + more,
                                             "cluster.toml", "/");
    if (!parsed)
        throw std::runtime_error(describe(parsed.error().errors.front()));
    return *parsed;
}

/// As a host answers where all is well.
inline model::HostFacts soundFacts(const config::Node &node, int number)
{
    model::HostFacts facts;
    facts.node = node.name;
    facts.helperVersion = facts.engineVersion = "0.1.0";
    facts.clusterFile = "d1";
    facts.nonlocalBind = false;
    facts.interfaces = {{"eth0",
                         true,
                         "02:00:00:00:00:0" + std::to_string(number),
                         {node.address.toString() + "/24"},
                         "",
                         false,
                         0,
                         0}};
    return facts;
}

inline View soundView(const config::Cluster &cluster = clusterOf())
{
    using State = model::AddressAnswer::State;
    View view{cluster, "d1", {}, 250};
    int number = 0;
    for (const auto &node : cluster.nodes) {
        Host host;
        host.node = node.name;
        host.facts = soundFacts(node, ++number);
        host.status.emplace();
        host.status->maxscale.reachable = true;
        host.status->maxscale.version = "24.02.4";
        host.status->maxscale.verdict = "ok";
        host.status->maxscale.evidence = "greeted";
        host.facts->mayWriteMode = true;
        host.addresses = {
            {"10.77.0.100", number == 1 ? State::Own : State::Answered, number == 1 ? "" : "02:00:00:00:00:01", ""}};
        host.clockOffsetNs = number * 1'000'000;
        host.clockErrorNs = 500'000;
        for (const auto &other : cluster.nodes)
            if (&other != &node)
                host.facts->heard.push_back({"eth0", 250, other.address.toString(), true});
        view.hosts.push_back(std::move(host));
    }
    return view;
}

} // namespace tandem::preflight
