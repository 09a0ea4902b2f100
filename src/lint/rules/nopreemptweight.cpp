// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rules.h"

#include <algorithm>

namespace tandem::lint::rules {

namespace {

void check(const Subject &subject, Report &report)
{
    for (std::size_t index = 0; index < subject.cluster.instances.size(); ++index) {
        const auto &instance = subject.cluster.instances[index];
        const bool nopreempt = std::ranges::any_of(
            subject.cluster.nodes, [&](const config::Node &node) { return instance.nopreemptOn(node); });
        for (const auto &name : instance.tracks) {
            if (nopreempt && subject.cluster.checkNamed(name)->weight != 0)
                report.add(subject.trackAt(index, name),
                           "instance " + config::inQuotes(instance.name) +
                               " has nopreempt beside the weight of check " + config::inQuotes(name),
                           "set weight = 0 (FAULT) for the check, or remove nopreempt");
        }
    }
}

} // namespace

const Rule nopreemptWeight{"TND012", Severity::Warning,
                           "with nopreempt a BACKUP does not take over from a MASTER whose priority fell: the weight "
                           "moves no VIP while that MASTER lives",
                           check};

} // namespace tandem::lint::rules
