// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tandem::scenarios {

/// A good cluster file for this host: node "here" is 127.0.0.1, and its ports are free ones. Line numbers are those of
/// `badFiles`.
std::string goodFile(std::uint16_t listen, std::uint16_t metrics);

/// A file that every program refuses.
struct BadFile
{
    std::string name;    ///< what is bad about it
    std::string find;    ///< in the good file,
    std::string replace; ///< becomes this
    std::string place;   ///< ":LINE:COLUMN: " that the message has
    std::string words;   ///< and what follows
};

const std::vector<BadFile> &badFiles();

/// The good file with the one mistake.
std::string textOf(const BadFile &bad);

} // namespace tandem::scenarios
