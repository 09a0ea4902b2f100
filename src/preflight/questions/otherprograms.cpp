// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/question.h"

namespace tandem::preflight {

namespace {

std::string pidsOf(const model::HostFacts &facts)
{
    std::string pids;
    for (const auto pid : facts.keepalived)
        pids += (pids.empty() ? "" : ", ") + std::to_string(pid);
    return pids;
}

void ask(const View &view, Report &report)
{
    const bool byKeepalived = view.cluster.engine == config::EngineKind::Keepalived;
    for (const Host &host : view.hosts) {
        if (!host.answers())
            continue;
        const bool runs = !host.facts->keepalived.empty();
        if (runs && byKeepalived)
            report.fine(host.node, "Keepalived runs (process " + pidsOf(*host.facts) + ")");
        else if (runs)
            report.add(Outcome::Warning, host.node, "Keepalived runs here too (process " + pidsOf(*host.facts) + ")",
                       "where it has one of these router ids or VIPs, two programs of one host fight for it",
                       "stop and disable it, or see that it serves other router ids and VIPs");
        else if (byKeepalived)
            report.add(Outcome::Warning, host.node, "Keepalived does not run", "the cluster file leaves VRRP to it",
                       "systemctl enable --now keepalived");
        else
            report.fine(host.node, "no Keepalived runs");
    }
}

} // namespace

const Question otherPrograms{"PRE008", "one program for VRRP", ask};

} // namespace tandem::preflight
