// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace tandem::cli {

/// A table in plain text: columns as wide as their widest cell, two spaces between them, no lines. Numbers stand right.
class Table
{
public:
    explicit Table(std::vector<std::string> headings);
    void setRightAligned(std::size_t column);
    /// As many cells as there are headings. An empty cell is shown as "-".
    void add(std::vector<std::string> cells);
    void write(std::ostream &out) const;

private:
    std::vector<std::vector<std::string>> m_rows;
    std::vector<bool> m_right;
};

/// Characters, not bytes: of UTF-8 text.
std::size_t widthOf(const std::string &text);

/// What comes from elsewhere and goes to a terminal: control characters become "?".
std::string printable(const std::string &text);

} // namespace tandem::cli
