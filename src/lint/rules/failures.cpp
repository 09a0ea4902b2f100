// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rules.h"

#include "lint/failureproof.h"

#include <algorithm>

namespace tandem::lint::rules {

namespace {

std::string fixFor(const config::Cluster &cluster, const Outcome &outcome)
{
    const bool frozen = std::ranges::any_of(outcome.faults, [](const simulation::Fault &fault) {
        return fault.kind == simulation::Fault::Kind::EngineFrozen;
    });
    if (frozen && cluster.engine == config::EngineKind::Keepalived)
        return "let Tandem's own engine hold the VIPs (engine = \"tandemd\"): nothing ends those of a frozen "
               "Keepalived";
    const auto &instance = cluster.instances[outcome.instances.front()];
    for (const auto &node : cluster.nodes) {
        if (frozen && instance.priorityOn(node) == Priority::owner)
            return "take a VIP that is no host's own address, and a priority up to 254: nothing ends an own address";
    }
    if (frozen)
        return "set fence = true, or leave lease out";
    return "give all members of a sync group the same priorities and the same tracks";
}

void check(const Subject &subject, Report &report)
{
    const auto proof = proveFailures(subject.cluster);
    for (const auto &outcome : proof.failures) {
        const auto first = outcome.instances.front();
        const auto &instance = subject.cluster.instances[first];
        std::vector<std::string> timeline;
        for (const auto &moment : outcome.timeline)
            timeline.push_back(simulation::describe(moment));
        const bool two = outcome.kind == Outcome::Kind::TwoOwners;
        const auto others = outcome.instances.size() - 1;
        report.add(subject.sections.instances[first].source->at,
                   "instance " + config::inQuotes(instance.name) +
                       (others > 0 ? " (and " + std::to_string(others) + " like it)" : "") +
                       (two ? " has two owners" : " has no owner though a node could be") + " when " +
                       faultsOf(outcome, subject.cluster),
                   fixFor(subject.cluster, outcome), std::move(timeline));
    }
    if (!proof.complete && !subject.sections.instances.empty())
        report.note(
            subject.sections.instances.front().source->at,
            "not all combinations of two failures were tried: the delays of the file are too long for its advert_int",
            "shorten preempt_delay and start_delay, or lengthen advert_int");
}

} // namespace

const Rule failures{"TND002", Severity::Error,
                    "a VIP with two owners breaks connections on both, one without an owner serves nobody", check};

} // namespace tandem::lint::rules
