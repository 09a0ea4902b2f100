// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "config/document.h"
#include "config/mistakes.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tandem::config {

/// A string of the file with its place.
struct PlacedText
{
    std::string text;
    Position at;
};

/// Reads one table, strictly: unknown keys, wrong types and values out of range become mistakes, and the reading goes
/// on.
class TableReader
{
public:
    /// `what` is how a person calls the table: "[[node]]". Reports the keys that are not among `known` at once.
    TableReader(const Value &table, std::string what, std::initializer_list<std::string_view> known,
                Mistakes &mistakes);

    const Value *find(std::string_view key) const;
    Position at(std::string_view key) const; ///< of the key's value; of the table where the key is missing
    /// False and a mistake if the key is missing. `example` is its value in the fix.
    bool require(std::string_view key, std::string_view example) const;

    std::optional<std::string> text(std::string_view key) const;   ///< not empty, without control characters
    std::optional<std::string> secret(std::string_view key) const; ///< as text(), never quoted in a message
    std::optional<std::string>
    name(std::string_view key) const; ///< letters, digits, - _ . : it becomes part of file names
    std::optional<std::string> interface(std::string_view key) const;
    std::optional<std::string> path(std::string_view key, const std::string &directory) const; ///< made absolute
    std::optional<std::int64_t> whole(std::string_view key, std::int64_t least, std::int64_t most) const;
    std::optional<Duration> seconds(std::string_view key, double least, double most) const;
    std::optional<bool> flag(std::string_view key) const;
    std::vector<PlacedText> texts(std::string_view key) const;
    const Value *table(std::string_view key) const;
    std::vector<const Value *> tables(std::string_view key, std::size_t most) const; ///< of [[key]]

    /// One of `words`, in their order.
    template <class T>
    std::optional<T> oneOf(std::string_view key, std::initializer_list<std::pair<std::string_view, T>> words) const
    {
        const auto word = text(key);
        std::vector<std::string_view> known;
        for (const auto &[name, value] : words) {
            if (word == name)
                return value;
            known.push_back(name);
        }
        if (word)
            unknownWord(key, *word, known);
        return std::nullopt;
    }

    /// The key's value is wrong: "KEY is VALUE, TROUBLE".
    void wrong(std::string_view key, std::string trouble, std::string fix) const;
    void add(Position at, std::string text, std::string fix) const
    {
        m_mistakes.add(at, std::move(text), std::move(fix));
    }
    const std::string &what() const { return m_what; }

    bool checkName(const PlacedText &name, std::string_view key) const;
    bool checkInterface(const PlacedText &name, std::string_view key) const;

private:
    const Value *typed(std::string_view key, Value::Kind kind, std::string_view wanted, std::string fix) const;
    bool clean(std::string_view key, const Value &value) const;
    void unknownWord(std::string_view key, const std::string &word, const std::vector<std::string_view> &known) const;

    const Value &m_table;
    std::string m_what;
    Mistakes &m_mistakes;
};

/// "priority" for "priorty"; empty where nothing is close.
std::string_view closest(std::string_view word, const std::vector<std::string_view> &known);

} // namespace tandem::config
