// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/confrules/confrules.h"
#include "lint/rules/rules.h"

namespace tandem::lint::confrules {

namespace {

std::vector<ConfWrong> check(const keepalived::Conf &conf)
{
    std::vector<ConfWrong> wrong;
    for (const auto &script : conf.scripts) {
        if (script.timeout && *script.timeout > script.interval)
            wrong.push_back({script.at, "script " + script.name + " has a timeout that is longer than its interval",
                             "make timeout shorter than interval"});
    }
    return wrong;
}

} // namespace

const ConfRule timeoutTooLong{rules::timeoutTooLong.code, rules::timeoutTooLong.severity, rules::timeoutTooLong.why,
                              check};

} // namespace tandem::lint::confrules
