// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/curloptions.h"

#include <optional>

namespace tandem::lint {

namespace {

/// curl(1): short options that take a value, which may follow in the same word.
constexpr std::string_view withValue = "AbcCdDeEFhHKmoPQrtTuUwxXyYz";

struct Option
{
    std::size_t word;
    std::size_t at; ///< where the value would begin in it
};

std::optional<Option> find(const ShellCommand &command, char letter, std::string_view longName)
{
    for (std::size_t i = command.calls("curl").value_or(command.words.size()) + 1; i < command.words.size(); ++i) {
        const std::string &word = command.words[i];
        if (word == "--" + std::string(longName))
            return Option{i, word.size()};
        if (word.starts_with("--" + std::string(longName) + "="))
            return Option{i, longName.size() + 3};
        if (!word.starts_with('-') || word.starts_with("--"))
            continue;
        for (std::size_t at = 1; at < word.size(); ++at) {
            if (word[at] == letter)
                return Option{i, at + 1};
            if (withValue.find(word[at]) != std::string_view::npos) {
                i += at + 1 == word.size() ? 1 : 0; // its value is the next word
                break;
            }
        }
    }
    return std::nullopt;
}

} // namespace

bool curlHas(const ShellCommand &command, char letter, std::string_view longName)
{
    return find(command, letter, longName).has_value();
}

std::string curlValue(const ShellCommand &command, char letter, std::string_view longName)
{
    const auto option = find(command, letter, longName);
    if (!option)
        return {};
    if (option->at < command.words[option->word].size())
        return command.words[option->word].substr(option->at);
    return option->word + 1 < command.words.size() ? command.words[option->word + 1] : std::string();
}

} // namespace tandem::lint
