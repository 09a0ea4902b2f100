// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rule.h"

#include "lint/rules/rules.h"

#include <array>

namespace tandem::lint {

std::string_view nameOf(Severity severity)
{
    switch (severity) {
    case Severity::Note: return "note";
    case Severity::Warning: return "warning";
    case Severity::Error: return "error";
    }
    return "?";
}

config::Position Subject::maxscaleAt(std::string_view key) const
{
    const auto *section = document.find("maxscale");
    if (section == nullptr)
        return document.at;
    const auto *member = section->value.find(key);
    return member != nullptr ? member->value.at : section->at;
}

config::Position Subject::trackAt(std::size_t instance, const std::string &check) const
{
    const auto &entry = sections.instances[instance];
    if (const auto *list = entry.source->find("track")) {
        for (const auto &item : list->value.items) {
            if (item.text == check)
                return item.at;
        }
    }
    return entry.source->at;
}

void Report::add(config::Position at, std::string text, std::string fix, std::vector<std::string> timeline)
{
    m_into.push_back(
        {m_rule.code, m_rule.severity, at, std::move(text), m_rule.why, std::move(fix), std::move(timeline), {}});
}

void Report::note(config::Position at, std::string text, std::string fix)
{
    m_into.push_back({m_rule.code, Severity::Note, at, std::move(text), m_rule.why, std::move(fix), {}, {}});
}

std::span<const Rule *const> allRules()
{
    using namespace rules;
    static constexpr std::array all{
        &failures,        &weightTooSmall, &weightTies,      &leaseOverlap,   &groupTracks,     &nopreemptOwner,
        &passTooLong,     &passTutorial,   &defaultPassword, &timeoutTooLong, &nopreemptWeight, &nothingTracked,
        &modeWithoutUser, &fastAdverts,    &singleNode,      &plainPassword,
    };
    return all;
}

} // namespace tandem::lint
