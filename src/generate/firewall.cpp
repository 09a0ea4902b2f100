// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/firewall.h"

#include <vector>

namespace tandem::generate {

namespace {

std::vector<IpAddress> peersOf(const config::Cluster &cluster, const config::Node &node)
{
    std::vector<IpAddress> peers;
    for (const auto &other : cluster.nodes) {
        if (other.name == node.name)
            continue;
        peers.push_back(other.address);
        if (other.address6)
            peers.push_back(*other.address6);
    }
    return peers;
}

} // namespace

std::string nftablesRules(const config::Cluster &cluster, const config::Node &node)
{
    std::string text = "# VRRP between the nodes of " + cluster.name + ", for the input chain of " + node.name +
                       ".\n# Include it there, before the rule that drops: include \"/etc/nftables.d/tandem.nft\"\n";
    for (const auto &peer : peersOf(cluster, node)) {
        const bool v4 = peer.family() == Family::V4;
        text += std::string(v4 ? "ip" : "ip6") + " saddr " + peer.toString() + " meta l4proto 112 accept\n";
    }
    return text;
}

std::string firewalldScript(const config::Cluster &cluster, const config::Node &node)
{
    std::string text = "#!/bin/sh\n# VRRP between the nodes of " + cluster.name + ", for firewalld on " + node.name +
                       " (its default zone).\nset -e\n";
    for (const auto &peer : peersOf(cluster, node)) {
        const bool v4 = peer.family() == Family::V4;
        text += std::string("firewall-cmd --permanent --add-rich-rule='rule family=\"") + (v4 ? "ipv4" : "ipv6") +
                "\" source address=\"" + peer.toString() + "\" protocol value=\"112\" accept'\n";
    }
    return text + "firewall-cmd --reload\n";
}

} // namespace tandem::generate
