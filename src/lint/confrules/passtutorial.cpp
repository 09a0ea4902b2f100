// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/confrules/confrules.h"
#include "lint/rules/rules.h"

namespace tandem::lint::confrules {

namespace {

std::vector<ConfWrong> check(const keepalived::Conf &conf)
{
    std::vector<ConfWrong> wrong;
    for (const auto &instance : conf.instances) {
        if (instance.authentication && rules::isTutorialPassword(instance.authentication->password))
            wrong.push_back({instance.authentication->at,
                             "auth_pass of instance " + instance.name + " is one that tutorials print",
                             "take one of your own, or use version 3 without authentication"});
    }
    return wrong;
}

} // namespace

const ConfRule passTutorial{rules::passTutorial.code, rules::passTutorial.severity, rules::passTutorial.why, check};

} // namespace tandem::lint::confrules
