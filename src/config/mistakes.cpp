// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/mistakes.h"

#include <algorithm>

namespace tandem::config {

void Mistakes::add(Position at, std::string text, std::string fix)
{
    if (m_found.size() >= most)
        return;
    const auto same = [&](const Found &found) { return found.at == at && found.error.text == text; };
    if (std::any_of(m_found.begin(), m_found.end(), same))
        return;
    auto place = m_file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
    m_found.push_back({at, {ErrorCode::BadFile, std::move(place), std::move(text), std::move(fix)}});
}

std::vector<Error> Mistakes::take()
{
    std::stable_sort(m_found.begin(), m_found.end(), [](const Found &a, const Found &b) { return a.at < b.at; });
    std::vector<Error> errors;
    errors.reserve(m_found.size());
    for (auto &found : m_found)
        errors.push_back(std::move(found.error));
    m_found.clear();
    return errors;
}

} // namespace tandem::config
