// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/confrules/confrules.h"

namespace tandem::lint::confrules {

namespace {

std::vector<ConfWrong> check(const keepalived::Conf &conf)
{
    std::vector<ConfWrong> wrong;
    for (const auto &remark : conf.remarks) {
        if (remark.kind == keepalived::RemarkKind::Wrong || remark.kind == keepalived::RemarkKind::Unknown)
            wrong.push_back({remark.at, remark.text, remark.fix});
    }
    return wrong;
}

} // namespace

const ConfRule ignored{"TND028", Severity::Warning,
                       "Keepalived says it once in its log and goes on with something else, or without it", check};

} // namespace tandem::lint::confrules
