// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/table.h"

#include <algorithm>
#include <ostream>

namespace tandem::cli {

Table::Table(std::vector<std::string> headings) : m_right(headings.size(), false)
{
    m_rows.push_back(std::move(headings));
}

void Table::setRightAligned(std::size_t column)
{
    m_right.at(column) = true;
}

void Table::add(std::vector<std::string> cells)
{
    cells.resize(m_right.size());
    for (std::string &cell : cells)
        cell = cell.empty() ? "-" : printable(cell);
    m_rows.push_back(std::move(cells));
}

void Table::write(std::ostream &out) const
{
    std::vector<std::size_t> widths(m_right.size());
    for (const auto &row : m_rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], widthOf(row[i]));
    for (const auto &row : m_rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string padding(widths[i] - widthOf(row[i]), ' ');
            line += (i == 0 ? "" : "  ") + (m_right[i] ? padding + row[i] : row[i] + padding);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out << line << '\n';
    }
}

std::size_t widthOf(const std::string &text)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string printable(const std::string &text)
{
    std::string clean = text;
    std::ranges::replace_if(
        clean, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
    return clean;
}

} // namespace tandem::cli
