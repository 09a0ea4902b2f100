// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/confrules/confrules.h"

namespace tandem::lint::confrules {

namespace {

std::vector<ConfWrong> check(const keepalived::Conf &conf)
{
    std::vector<ConfWrong> wrong;
    for (const auto &remark : conf.remarks) {
        if (remark.kind == keepalived::RemarkKind::Refused)
            wrong.push_back({remark.at, remark.text, remark.fix});
    }
    return wrong;
}

} // namespace

const ConfRule refused{"TND027", Severity::Error,
                       "Keepalived does not start with this file, so the host has no part in the VIP", check};

} // namespace tandem::lint::confrules
