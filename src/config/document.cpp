// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/document.h"

#include <algorithm>

// Errors come back as values, header-only keeps the engine small, and without this a `[` before a line break aborts.
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ENABLE_WINDOWS_COMPAT 0
#define TOML_MAX_NESTED_VALUES 16
#define TOML_ASSERT(condition) static_cast<void>(0)
#include <toml++/toml.h>

namespace tandem::config {

namespace {

constexpr std::size_t mostKeyParts = 16;

Position positionOf(const toml::source_position &position)
{
    return {position.line, position.column};
}

/// Skips the string that opens at `at`: basic or literal, on one line or on many. Returns the place after it.
std::size_t afterString(std::string_view text, std::size_t at)
{
    const char quote = text[at];
    const std::string three(3, quote);
    const bool many = text.substr(at, 3) == three;
    for (std::size_t next = at + (many ? 3 : 1); next < text.size(); ++next) {
        if (text[next] == '\\' && quote == '"')
            ++next;
        else if (many && text.substr(next, 3) == three)
            return std::min(text.find_first_not_of(quote, next), std::min(next + 5, text.size()));
        else if (!many && (text[next] == quote || text[next] == '\n'))
            return next + 1;
    }
    return text.size();
}

/// The first key with too many parts: `a.a.a.…` nests a table a part, and the library frees tables by recursion.
std::optional<Position> tooDeepKey(std::string_view text)
{
    constexpr std::string_view between = ",=[]{}\n";
    Position here;
    std::size_t lineBegin = 0;
    std::size_t parts = 1;
    for (std::size_t at = 0; at < text.size();) {
        const char letter = text[at];
        if (letter == '"' || letter == '\'') {
            const auto next = afterString(text, at);
            for (; at < next; ++at) {
                if (text[at] == '\n') {
                    ++here.line;
                    lineBegin = at + 1;
                }
            }
            continue;
        }
        if (letter == '#') {
            at = std::min(text.find('\n', at), text.size());
            continue;
        }
        if (letter == '.' && ++parts > mostKeyParts) {
            here.column = static_cast<std::uint32_t>(at - lineBegin + 1);
            return here;
        }
        if (between.find(letter) != std::string_view::npos)
            parts = 1;
        ++at;
        if (letter == '\n') {
            ++here.line;
            lineBegin = at;
        }
    }
    return std::nullopt;
}

Value valueOf(const toml::node &node);

void fillTable(const toml::table &table, Value &value)
{
    value.kind = Value::Kind::Table;
    for (const auto &[key, member] : table)
        value.members.push_back({std::string(key.str()), positionOf(key.source().begin), valueOf(member)});
}

/// The depth is bounded by mostKeyParts and TOML_MAX_NESTED_VALUES.
Value valueOf(const toml::node &node)
{
    Value value;
    value.at = positionOf(node.source().begin);
    if (const auto *text = node.as_string()) {
        value.kind = Value::Kind::Text;
        value.text = text->get();
    } else if (const auto *whole = node.as_integer()) {
        value.kind = Value::Kind::Whole;
        value.whole = whole->get();
    } else if (const auto *real = node.as_floating_point()) {
        value.kind = Value::Kind::Real;
        value.real = real->get();
    } else if (const auto *flag = node.as_boolean()) {
        value.kind = Value::Kind::Flag;
        value.flag = flag->get();
    } else if (const auto *list = node.as_array()) {
        value.kind = Value::Kind::List;
        for (const auto &item : *list)
            value.items.push_back(valueOf(item));
    } else if (const auto *table = node.as_table()) {
        fillTable(*table, value);
    } else {
        value.kind = Value::Kind::Date;
    }
    return value;
}

/// What the parser says, without its "Error while parsing …: " and without what it quotes from a line with a secret.
std::string wordsOf(std::string_view description, std::string_view line)
{
    if (line.find("pass") != std::string_view::npos)
        return "this line is no TOML (it is not quoted here, since it may hold a password)";
    if (description.find("unescaped control characters") != std::string_view::npos)
        return "this is no TOML: the string does not end on its line, or has a control character in it";
    const auto colon = description.find(": ");
    const bool prefixed = description.substr(0, 5) == "Error" && colon != std::string_view::npos;
    std::string words = "this is no TOML: " + std::string(prefixed ? description.substr(colon + 2) : description);
    std::replace_if(
        words.begin(), words.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, '?');
    return words;
}

std::string_view lineAt(std::string_view text, std::uint32_t number)
{
    std::size_t begin = 0;
    for (std::uint32_t line = 1; line < number && begin < text.size(); ++line)
        begin = std::min(text.find('\n', begin), text.size() - 1) + 1;
    return text.substr(begin, text.find('\n', begin) - begin);
}

} // namespace

const Member *Value::find(std::string_view key) const
{
    const auto found = std::find_if(members.begin(), members.end(), [key](const Member &m) { return m.key == key; });
    return found == members.end() ? nullptr : &*found;
}

std::string_view nameOf(Value::Kind kind)
{
    switch (kind) {
    case Value::Kind::Text: return "a string";
    case Value::Kind::Whole: return "a whole number";
    case Value::Kind::Real: return "a number with a fraction";
    case Value::Kind::Flag: return "true or false";
    case Value::Kind::Date: return "a date or time";
    case Value::Kind::List: return "a list";
    case Value::Kind::Table: return "a table";
    }
    return "a value";
}

std::optional<Value> parseDocument(std::string_view text, Mistakes &mistakes)
{
    if (const auto at = tooDeepKey(text)) {
        mistakes.add(*at, "this key has more than " + std::to_string(mostKeyParts) + " parts",
                     "no key of a cluster file has more than three");
        return std::nullopt;
    }
    const auto parsed = toml::parse(text);
    if (!parsed) {
        const auto at = positionOf(parsed.error().source().begin);
        mistakes.add(at, wordsOf(parsed.error().description(), lineAt(text, at.line)),
                     "write it as TOML 1.0: key = value, strings in double quotes");
        return std::nullopt;
    }
    Value top;
    fillTable(parsed.table(), top);
    return top;
}

} // namespace tandem::config
