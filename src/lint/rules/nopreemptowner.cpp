// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rules.h"

namespace tandem::lint::rules {

namespace {

void check(const Subject &subject, Report &report)
{
    for (std::size_t index = 0; index < subject.cluster.instances.size(); ++index) {
        const auto &instance = subject.cluster.instances[index];
        const auto &entry = subject.sections.instances[index];
        for (const auto &node : subject.cluster.nodes) {
            if (instance.priorityOn(node) == Priority::owner && instance.nopreemptOn(node))
                report.add(entry.at("nopreempt"),
                           "nopreempt has no effect on node " + config::inQuotes(node.name) + " of instance " +
                               config::inQuotes(instance.name) + ": its priority is 255",
                           "take a priority up to 254, or remove nopreempt");
        }
    }
}

} // namespace

const Rule nopreemptOwner{
    "TND007", Severity::Warning,
    "the owner of the addresses (priority 255) always preempts (RFC 5798 6.1): nopreempt is not obeyed there", check};

} // namespace tandem::lint::rules
