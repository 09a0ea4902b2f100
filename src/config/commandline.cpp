// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/commandline.h"

#include <algorithm>
#include <filesystem>
#include <optional>

namespace tandem::config {

namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

tl::unexpected<Error> bad(std::string text, std::string fix)
{
    return fail(ErrorCode::BadFile, {}, std::move(text), std::move(fix));
}

/// Takes the first word off `rest`, which begins with it; nothing where a quotation or a backslash has no end.
std::optional<std::string> takeWord(std::string_view &rest)
{
    std::string word;
    char quote = 0;
    while (!rest.empty() && (quote != 0 || !isBlank(rest.front()))) {
        const char c = rest.front();
        rest.remove_prefix(1);
        if (c == '\\' && quote != '\'') {
            if (rest.empty())
                return std::nullopt;
            word += rest.front();
            rest.remove_prefix(1);
        } else if (quote == 0 && (c == '\'' || c == '"')) {
            quote = c;
        } else if (c == quote) {
            quote = 0;
        } else {
            word += c;
        }
    }
    return quote == 0 ? std::optional(word) : std::nullopt;
}

std::string_view withoutBlanks(std::string_view text)
{
    text.remove_prefix(static_cast<std::size_t>(std::ranges::find_if_not(text, isBlank) - text.begin()));
    return text;
}

std::string quoted(const std::string &word)
{
    if (word.find_first_of(" \t'\"\\") == std::string::npos)
        return word;
    std::string text = "\"";
    for (const char c : word) {
        if (c == '"' || c == '\\')
            text += '\\';
        text += c;
    }
    return text + "\"";
}

} // namespace

Result<std::vector<std::string>> splitCommand(std::string_view command)
{
    if (command.size() > longestCommand)
        return bad("which is longer than " + std::to_string(longestCommand) + " octets", "put it into a script");
    std::vector<std::string> words;
    for (auto rest = withoutBlanks(command); !rest.empty(); rest = withoutBlanks(rest)) {
        auto word = takeWord(rest);
        if (!word)
            return bad("in which a quotation does not end",
                       "close it, or write a backslash before a quote that is meant");
        if (words.size() == mostArguments)
            return bad("which has more than " + std::to_string(mostArguments) + " words", "put it into a script");
        words.push_back(*std::move(word));
    }
    if (words.empty() || words.front().empty())
        return bad("which names no program", "write the path of a program, and its arguments after it");
    return words;
}

std::string absoluteCommand(std::string_view command, const std::string &directory)
{
    auto rest = withoutBlanks(command);
    const auto program = takeWord(rest);
    if (!program || program->empty() || program->front() == '/')
        return std::string(command);
    return quoted((std::filesystem::path(directory) / *program).string()) + std::string(rest);
}

} // namespace tandem::config
