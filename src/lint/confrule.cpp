// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/confrule.h"

#include "keepalived/vocabulary.h"
#include "lint/confrules/confrules.h"

#include <algorithm>
#include <array>

namespace tandem::lint {

std::span<const ConfRule *const> allConfRules()
{
    using namespace confrules;
    static constexpr std::array all{
        &groupTracks, &passTooLong, &passTutorial,    &timeoutTooLong, &nothingTracked, &refused,
        &ignored,     &strictMode,  &nopreemptMaster, &scriptSecurity, &unicastPeers,
    };
    return all;
}

std::vector<Finding> lintConf(const keepalived::Conf &conf)
{
    std::vector<std::pair<keepalived::Place, Finding>> found;
    for (const auto *rule : allConfRules()) {
        for (auto &wrong : rule->check(conf)) {
            Finding finding{rule->code,
                            rule->severity,
                            {wrong.at.line, 1},
                            std::move(wrong.text),
                            rule->why,
                            std::move(wrong.fix),
                            {},
                            {}};
            if (wrong.at.file != 0)
                finding.file = conf.files.at(wrong.at.file);
            found.emplace_back(wrong.at, std::move(finding));
        }
    }
    std::ranges::stable_sort(found, {}, [](const auto &each) { return each.first; });
    std::vector<Finding> findings;
    for (auto &each : found)
        findings.push_back(std::move(each.second));
    return findings;
}

bool looksLikeConf(std::string_view text)
{
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const auto begin = line.find_first_not_of(" \t\r");
        if (begin == std::string_view::npos || line[begin] == '#')
            continue;
        const auto rest = line.substr(begin);
        constexpr std::string_view marks = "!@$~"; // no TOML begins with these
        return marks.find(rest.front()) != std::string_view::npos ||
               keepalived::isTopKeyword(rest.substr(0, rest.find_first_of(" \t\r{")));
    }
    return false;
}

} // namespace tandem::lint
