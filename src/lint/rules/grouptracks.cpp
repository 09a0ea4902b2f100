// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rules.h"

#include <set>
#include <utility>

namespace tandem::lint::rules {

namespace {

std::pair<std::string, std::string> difference(const config::Instance &one, const config::Instance &other)
{
    const auto asSet = [](const std::vector<std::string> &list) { return std::set(list.begin(), list.end()); };
    if (asSet(one.tracks) != asSet(other.tracks))
        return {"track different checks", "give them the same track = […]"};
    return {};
}

void check(const Subject &subject, Report &report)
{
    for (std::size_t group = 0; group < subject.cluster.syncGroups.size(); ++group) {
        const auto &written = subject.cluster.syncGroups[group];
        const config::Instance *first = nullptr;
        for (const auto &name : written.members) {
            const auto *member = subject.cluster.instanceNamed(name);
            if (first == nullptr)
                first = member;
            const auto &[text, fix] = difference(*first, *member);
            if (!text.empty())
                report.add(subject.sections.syncGroups[group].at("members"),
                           "members " + config::inQuotes(first->name) + " and " + config::inQuotes(name) +
                               " of sync group " + config::inQuotes(written.name) + " " + text,
                           fix);
        }
    }
}

} // namespace

const Rule groupTracks{
    "TND006", Severity::Warning,
    "the members of a sync group move together, so a check that one of them tracks moves all: say so in each of them",
    check};

} // namespace tandem::lint::rules
