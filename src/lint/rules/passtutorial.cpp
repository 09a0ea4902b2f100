// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rules.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace tandem::lint::rules {

namespace {

constexpr std::array<std::string_view, 4> known{"mypass", "1111", "1234", "password"};

void check(const Subject &subject, Report &report)
{
    for (std::size_t index = 0; index < subject.cluster.instances.size(); ++index) {
        const auto &instance = subject.cluster.instances[index];
        const auto &entry = subject.sections.instances[index];
        if (isTutorialPassword(instance.password))
            report.add(entry.at("auth_pass"),
                       "auth_pass of instance " + config::inQuotes(instance.name) + " is one that tutorials print",
                       "take one of your own, or use version = 3");
    }
}

} // namespace

bool isTutorialPassword(const std::string &password)
{
    return std::ranges::find(known, password) != known.end();
}

const Rule passTutorial{"TND009", Severity::Warning,
                        "a password that stands in every tutorial keeps nobody out, and joins clusters that have "
                        "nothing to do with each other",
                        check};

} // namespace tandem::lint::rules
