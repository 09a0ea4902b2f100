// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rules.h"

namespace tandem::lint::rules {

namespace {

void check(const Subject &subject, Report &report)
{
    for (std::size_t index = 0; index < subject.cluster.instances.size(); ++index) {
        const auto &instance = subject.cluster.instances[index];
        const auto &entry = subject.sections.instances[index];
        if (instance.advertInt < std::chrono::milliseconds(100))
            report.add(entry.at("advert_int"),
                       "advert_int of instance " + config::inQuotes(instance.name) + " is below 0.1 s",
                       "see that tandemd has SCHED_FIFO on every host (its unit allows it), or take 0.1 s or more");
    }
}

} // namespace

const Rule fastAdverts{"TND015", Severity::Note,
                       "below 100 ms a busy host is late for its adverts unless the engine runs with SCHED_FIFO, and a "
                       "VIP moves for nothing",
                       check};

} // namespace tandem::lint::rules
