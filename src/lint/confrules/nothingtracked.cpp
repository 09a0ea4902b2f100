// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/confrules/confrules.h"
#include "lint/rules/rules.h"

#include <algorithm>

namespace tandem::lint::confrules {

namespace {

bool isTrackedByGroup(const keepalived::Conf &conf, const std::string &instance)
{
    return std::ranges::any_of(conf.groups, [&](const keepalived::Group &group) {
        if (std::ranges::find(group.members, instance) == group.members.end())
            return false;
        const bool byMember = std::ranges::any_of(conf.instances, [&](const keepalived::Instance &other) {
            return !other.checks.empty() && std::ranges::find(group.members, other.name) != group.members.end();
        });
        return byMember || !group.checks.empty();
    });
}

std::vector<ConfWrong> check(const keepalived::Conf &conf)
{
    std::vector<ConfWrong> wrong;
    for (const auto &instance : conf.instances) {
        if (instance.checks.empty() && !isTrackedByGroup(conf, instance.name))
            wrong.push_back({instance.at, "instance " + instance.name + " tracks no script, process or file",
                             "add a vrrp_script that asks MaxScale, and name it in track_script"});
    }
    return wrong;
}

} // namespace

const ConfRule nothingTracked{rules::nothingTracked.code, rules::nothingTracked.severity, rules::nothingTracked.why,
                              check};

} // namespace tandem::lint::confrules
