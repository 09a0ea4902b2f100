// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tandem::config {

inline std::string inQuotes(const std::string &text)
{
    return "\"" + text + "\"";
}

/// A place in a text, both counted from 1. Columns count code points, as an editor does.
struct Position
{
    std::uint32_t line = 1;
    std::uint32_t column = 1;
    auto operator<=>(const Position &) const = default;
};

/// Collects every mistake of one file; take() gives them in the file's order.
class Mistakes
{
public:
    /// More than this of them help nobody.
    static constexpr std::size_t most = 100;

    explicit Mistakes(std::string file) : m_file(std::move(file)) {}

    /// A second mistake with the same text at the same place is not added.
    void add(Position at, std::string text, std::string fix);
    std::size_t count() const { return m_found.size(); }
    std::vector<Error> take();

private:
    struct Found
    {
        Position at;
        Error error;
    };
    std::string m_file;
    std::vector<Found> m_found;
};

} // namespace tandem::config
