// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/definitions.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace tandem::keepalived {

namespace {

constexpr std::size_t mostTurns = 65536;

bool isNameLetter(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
           letter == '_';
}

std::string_view nameAt(std::string_view text)
{
    std::size_t end = 0;
    while (end < text.size() && isNameLetter(text[end]))
        ++end;
    return text.substr(0, end);
}

std::string_view trimmed(std::string_view text)
{
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::optional<std::int64_t> wholeOf(std::string_view text)
{
    std::int32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty())
        return std::nullopt;
    return value;
}

std::vector<std::string> split(std::string_view text)
{
    std::vector<std::string> parts;
    while (true) {
        const auto comma = text.find(',');
        parts.emplace_back(trimmed(text.substr(0, comma)));
        if (comma == std::string_view::npos)
            return parts;
        text.remove_prefix(comma + 1);
    }
}

std::optional<std::vector<std::string>> sequence(const std::vector<std::string> &bounds)
{
    if (bounds.size() < 2 || bounds.size() > 3)
        return std::nullopt;
    const auto first = wholeOf(bounds.front());
    const auto last = wholeOf(bounds.back());
    const auto step = bounds.size() == 3 ? wholeOf(bounds[1]) : std::optional<std::int64_t>(1);
    if (!first || !last || !step || *step == 0)
        return std::nullopt;
    std::vector<std::string> values;
    for (auto value = *first; (*step > 0 ? value <= *last : value >= *last) && values.size() < mostTurns;
         value += *step)
        values.push_back(std::to_string(value));
    return values;
}

} // namespace

std::optional<std::string> Definitions::set(const std::string &name, const std::string &value)
{
    const auto found = m_values.find(name);
    std::optional<std::string> before;
    if (found != m_values.end())
        before = found->second;
    m_values[name] = value;
    return before;
}

void Definitions::restore(const std::string &name, const std::optional<std::string> &before)
{
    if (before)
        m_values[name] = *before;
    else
        m_values.erase(name);
}

std::optional<std::string> Definitions::putInto(std::string_view text) const
{
    std::string made;
    bool any = false;
    for (std::size_t at = 0; at < text.size();) {
        const auto dollar = std::min(text.find('$', at), text.size());
        made += text.substr(at, dollar - at);
        if (dollar == text.size())
            break;
        const bool braced = text.substr(dollar + 1).starts_with('{');
        const auto name = nameAt(text.substr(dollar + (braced ? 2 : 1)));
        const auto end = dollar + (braced ? 2 : 1) + name.size();
        const bool whole = !name.empty() && (!braced || text.substr(end).starts_with('}'));
        const auto found = whole ? m_values.find(name) : m_values.end();
        if (found == m_values.end()) {
            made += '$';
            at = dollar + 1;
        } else {
            made += found->second;
            any = true;
            at = end + (braced ? 1 : 0);
        }
    }
    return any ? std::optional(made) : std::nullopt;
}

std::optional<std::pair<std::string, std::string>> splitDefinition(std::string_view text)
{
    if (!text.starts_with('$'))
        return std::nullopt;
    const auto name = nameAt(text.substr(1));
    if (name.empty() || !text.substr(1 + name.size()).starts_with('='))
        return std::nullopt;
    return std::pair{std::string(name), std::string(trimmed(text.substr(2 + name.size())))};
}

std::optional<Loop> readLoop(std::string_view text, const Definitions &definitions)
{
    const bool isSequence = text.starts_with("~SEQ(");
    if (!isSequence && !text.starts_with("~LST("))
        return std::nullopt;
    const auto end = text.find(')');
    if (end == std::string_view::npos)
        return std::nullopt;
    const std::string bounds(text.substr(5, end - 5));
    auto parts = split(definitions.putInto(bounds).value_or(bounds));
    Loop loop{parts.front(), {}, std::string(text.substr(end + 1))};
    parts.erase(parts.begin());
    if (loop.variable.empty() || nameAt(loop.variable) != loop.variable)
        return std::nullopt;
    if (!isSequence) {
        loop.values = std::move(parts);
        return loop;
    }
    auto values = sequence(parts);
    if (!values)
        return std::nullopt;
    loop.values = std::move(*values);
    return loop;
}

} // namespace tandem::keepalived
