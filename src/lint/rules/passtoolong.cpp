// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rules.h"

namespace tandem::lint::rules {

namespace {

constexpr std::size_t longest = 8;

void check(const Subject &subject, Report &report)
{
    for (std::size_t index = 0; index < subject.cluster.instances.size(); ++index) {
        const auto &instance = subject.cluster.instances[index];
        const auto &entry = subject.sections.instances[index];
        if (instance.password.size() > longest)
            report.add(entry.at("auth_pass"),
                       "auth_pass of instance " + config::inQuotes(instance.name) + " has more than 8 octets",
                       "shorten it to 8 on all hosts, or use version = 3");
    }
}

} // namespace

const Rule passTooLong{
    "TND008", Severity::Warning,
    "only the first 8 octets of a PASS password are sent (RFC 2338 5.3.10): the rest protects nothing", check};

} // namespace tandem::lint::rules
