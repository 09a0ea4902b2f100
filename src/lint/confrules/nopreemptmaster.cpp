// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/confrules/confrules.h"

namespace tandem::lint::confrules {

namespace {

std::vector<ConfWrong> check(const keepalived::Conf &conf)
{
    std::vector<ConfWrong> wrong;
    for (const auto &instance : conf.instances) {
        if (instance.nopreempt && instance.state == "MASTER")
            wrong.push_back({instance.at, "instance " + instance.name + " has nopreempt beside state MASTER",
                             "write state BACKUP on all hosts"});
    }
    return wrong;
}

} // namespace

const ConfRule nopreemptMaster{"TND030", Severity::Warning,
                               "Keepalived clears nopreempt where the first state is MASTER: the host takes the VIP "
                               "back, which is a second outage",
                               check};

} // namespace tandem::lint::confrules
