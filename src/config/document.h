// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/mistakes.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::config {

struct Member;

/// A TOML value with its place. The TOML library stays behind this (document.cpp).
struct Value
{
    enum class Kind : std::uint8_t { Text, Whole, Real, Flag, Date, List, Table };

    Kind kind = Kind::Table;
    Position at;
    std::string text;            ///< Text
    std::int64_t whole = 0;      ///< Whole
    double real = 0;             ///< Real
    bool flag = false;           ///< Flag
    std::vector<Value> items;    ///< List
    std::vector<Member> members; ///< Table

    const Member *find(std::string_view key) const;
};

struct Member
{
    std::string key;
    Position at; ///< of the key
    Value value;
};

/// "a string", "a whole number", …: what a person calls it.
std::string_view nameOf(Value::Kind kind);

/// The file's top table, or nothing and one mistake: TOML says nothing about what follows a syntax error.
std::optional<Value> parseDocument(std::string_view text, Mistakes &mistakes);

} // namespace tandem::config
