// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rules.h"

namespace tandem::lint::rules {

namespace {

void check(const Subject &subject, Report &report)
{
    for (std::size_t index = 0; index < subject.cluster.checks.size(); ++index) {
        const auto &one = subject.cluster.checks[index];
        const bool takesTime = one.kind != config::CheckKind::File && one.kind != config::CheckKind::Process;
        if (takesTime && one.timeout > one.interval)
            report.add(subject.sections.checks[index].at("timeout"),
                       "the timeout of check " + config::inQuotes(one.name) + " is longer than its interval",
                       "make timeout shorter than interval");
    }
}

} // namespace

const Rule timeoutTooLong{"TND011", Severity::Warning,
                          "a check that may take longer than its interval is asked late when it hangs: failures are "
                          "seen later than the file says",
                          check};

} // namespace tandem::lint::rules
