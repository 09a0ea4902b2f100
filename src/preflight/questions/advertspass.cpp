// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/question.h"

#include <algorithm>
#include <set>

namespace tandem::preflight {

namespace {

/// Whether `host` heard the probe of a node.
bool heard(const View &view, const Host &host, const config::Node &from)
{
    return std::ranges::any_of(host.facts->heard, [&](const model::HeardRouter &router) {
        return router.isProbe && router.routerId == view.probeRouterId &&
               (router.sender == from.address.toString() ||
                (from.address6 && router.sender == from.address6->toString()));
    });
}

std::string waysOf(const config::Cluster &cluster)
{
    std::set<bool> kinds;
    for (const auto &instance : cluster.instances)
        kinds.insert(instance.unicast);
    return kinds.size() == 2 ? "multicast and unicast" : kinds.contains(true) ? "unicast" : "multicast";
}

void askWay(const View &view, const Host &from, const Host &to, Report &report)
{
    const std::string way = "from " + from.node + " to " + to.node;
    if (!from.probeTrouble.empty())
        return report.notKnown(to.node,
                               "whether adverts pass " + way + ": " + from.node + " sent none: " + from.probeTrouble);
    if (!from.sendTrouble.empty())
        return report.add(Outcome::Error, from.node,
                          "its kernel sends no adverts to " + to.node + ": " + from.sendTrouble,
                          to.node + " would take the VIPs while " + from.node + " has them",
                          "\"Operation not permitted\" is a firewall on " + from.node +
                              ": let IP protocol 112 out (nft list ruleset, iptables -S OUTPUT)");
    if (to.facts->engineVersion.empty())
        return report.notKnown(to.node, "whether adverts pass " + way + ": no tandemd listens there", "start it");
    if (heard(view, to, view.nodeOf(from)))
        return report.fine(to.node, "adverts pass " + way + " (" + waysOf(view.cluster) + ")");
    report.add(Outcome::Error, to.node, "adverts do not pass " + way + " (" + waysOf(view.cluster) + ")",
               to.node + " would take the VIPs while " + from.node + " has them",
               "let IP protocol 112 pass on both hosts (nft list ruleset, iptables -S; tandemctl generate writes the "
               "rules), and see whether the switch passes multicast");
}

void ask(const View &view, Report &report)
{
    if (view.cluster.engine != config::EngineKind::Tandemd || view.hosts.size() < 2)
        return;
    for (const Host &to : view.hosts)
        for (const Host &from : view.hosts)
            if (&to != &from && to.answers() && from.answers())
                askWay(view, from, to, report);
}

} // namespace

const Question advertsPass{"PRE009", "adverts pass both ways", ask};

} // namespace tandem::preflight
