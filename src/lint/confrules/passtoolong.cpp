// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/confrules/confrules.h"
#include "lint/rules/rules.h"

namespace tandem::lint::confrules {

namespace {

std::vector<ConfWrong> check(const keepalived::Conf &conf)
{
    std::vector<ConfWrong> wrong;
    for (const auto &instance : conf.instances) {
        if (instance.authentication && instance.authentication->isCut)
            wrong.push_back({instance.authentication->at,
                             "auth_pass of instance " + instance.name + " has more than 8 octets",
                             "shorten it to 8 on all hosts, or use version 3 without authentication"});
    }
    return wrong;
}

} // namespace

const ConfRule passTooLong{rules::passTooLong.code, rules::passTooLong.severity, rules::passTooLong.why, check};

} // namespace tandem::lint::confrules
