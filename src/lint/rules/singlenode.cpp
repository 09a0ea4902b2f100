// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rules.h"

namespace tandem::lint::rules {

namespace {

void check(const Subject &subject, Report &report)
{
    if (subject.cluster.nodes.size() == 1)
        report.add(subject.sections.nodes.front().source->at, "the cluster has one node: nobody can take its VIPs over",
                   "describe the other hosts as [[node]] too");
}

} // namespace

const Rule singleNode{"TND016", Severity::Warning, "a VIP of one host is as available as that host", check};

} // namespace tandem::lint::rules
