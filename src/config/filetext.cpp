// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/filetext.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace tandem::config {

namespace {

constexpr std::string_view hidden = "\"…\"";
constexpr std::size_t longestQuote = 80;

bool isOfKey(char letter)
{
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter == '-' || letter == '.';
}

/// Behind the "=" of the next key with "pass" in it, from `begin` on; npos: there is none.
std::size_t valueOfSecret(std::string_view line, std::size_t begin)
{
    for (auto at = line.find("pass", begin); at != std::string_view::npos; at = line.find("pass", at + 1)) {
        std::size_t end = at;
        while (end < line.size() && isOfKey(line[end]))
            ++end;
        const bool namesFile = line.substr(at, end - at).ends_with("_file");
        while (end < line.size() && (line[end] == '"' || line[end] == '\'' || line[end] == ' ' || line[end] == '\t'))
            ++end;
        if (!namesFile && end < line.size() && line[end] == '=')
            return end + 1;
    }
    return std::string_view::npos;
}

std::vector<std::string_view> linesOf(std::string_view text)
{
    std::vector<std::string_view> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

std::string_view trimmed(std::string_view line)
{
    constexpr std::string_view blanks = " \t\r";
    const auto first = line.find_first_not_of(blanks);
    if (first == std::string_view::npos || line[first] == '#')
        return {};
    return line.substr(first, line.find_last_not_of(blanks) - first + 1);
}

struct Line
{
    std::size_t number = 0;
    std::string_view text;
};

std::vector<Line> linesThatCount(std::string_view text)
{
    std::vector<Line> lines;
    std::size_t number = 0;
    for (const auto line : linesOf(text)) {
        ++number;
        if (const auto rest = trimmed(line); !rest.empty())
            lines.push_back({number, rest});
    }
    return lines;
}

std::string quoted(std::string_view line)
{
    std::string text(line.substr(0, longestQuote));
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
    return "`" + text + (line.size() > longestQuote ? "…`" : "`");
}

} // namespace

std::string withoutSecrets(std::string_view text)
{
    std::string clean;
    std::string_view open; // the quotes that end a value of several lines
    for (const auto line : linesOf(text)) {
        if (!open.empty()) {
            if (line.find(open) != std::string_view::npos)
                open = {};
            continue;
        }
        const auto value = valueOfSecret(line, 0);
        if (value == std::string_view::npos) {
            clean.append(line).append("\n");
            continue;
        }
        clean.append(line.substr(0, value)).append(" ").append(hidden).append("\n");
        for (const std::string_view quotes : {"\"\"\"", "'''"}) {
            const auto begin = line.find(quotes, value);
            if (begin != std::string_view::npos && line.find(quotes, begin + 3) == std::string_view::npos)
                open = quotes;
        }
    }
    return clean;
}

std::string firstDifference(std::string_view here, std::string_view there)
{
    const auto mine = linesThatCount(here);
    const auto theirs = linesThatCount(there);
    const auto [one, other] = std::mismatch(mine.begin(), mine.end(), theirs.begin(), theirs.end(),
                                            [](const Line &a, const Line &b) { return a.text == b.text; });
    if (one == mine.end() && other == theirs.end())
        return {};
    if (one == mine.end())
        return "line " + std::to_string(other->number) + " there, " + quoted(other->text) + ", is not here";
    if (other == theirs.end())
        return "line " + std::to_string(one->number) + " here, " + quoted(one->text) + ", is not there";
    return "line " + std::to_string(other->number) + " is " + quoted(other->text) + " there, and " + quoted(one->text) +
           " here";
}

} // namespace tandem::config
