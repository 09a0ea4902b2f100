// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/confrules/confrules.h"
#include "lint/rules/rules.h"

#include <set>

namespace tandem::lint::confrules {

namespace {

std::set<std::string> tracksOf(const keepalived::Conf &conf, const std::string &member)
{
    std::set<std::string> names;
    for (const auto &instance : conf.instances) {
        if (instance.name != member)
            continue;
        for (const auto &track : instance.checks)
            names.insert(track.name);
    }
    return names;
}

std::vector<ConfWrong> check(const keepalived::Conf &conf)
{
    std::vector<ConfWrong> wrong;
    for (const auto &group : conf.groups) {
        const auto first = tracksOf(conf, group.members.front());
        for (const auto &member : group.members) {
            if (tracksOf(conf, member) == first)
                continue;
            wrong.push_back({group.at,
                             "members " + group.members.front() + " and " + member + " of group " + group.name +
                                 " do not track the same",
                             "give the group the track_script, or each member the same"});
            break;
        }
    }
    return wrong;
}

} // namespace

const ConfRule groupTracks{rules::groupTracks.code, rules::groupTracks.severity, rules::groupTracks.why, check};

} // namespace tandem::lint::confrules
