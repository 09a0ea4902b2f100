// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keepalived/conflines.h"

#include <string>
#include <vector>

namespace tandem::keepalived {

/// A keyword with its words, and its block where it has one.
struct Directive
{
    Place at;
    std::uint32_t lastLine = 1;     ///< of its block; at.line where it has none
    std::vector<std::string> words; ///< without quotation marks; the first is the keyword
    bool hasBlock = false;
    std::vector<Directive> children;

    const std::string &keyword() const { return words.front(); }
    /// The n-th word behind the keyword, from 0; empty where there is none.
    const std::string &word(std::size_t n) const;
    /// All words behind the keyword, with a blank between them.
    std::string rest() const;
};

struct ConfTree
{
    std::vector<std::string> files;
    std::vector<Directive> directives;
    std::vector<Remark> remarks;
};

inline constexpr std::size_t mostWords = 200'000;
inline constexpr unsigned deepestBlock = 16; ///< Keepalived's own go five deep

/// Words, and blocks between braces: these stand at a line's end, on a line of their own, or between words. Total.
ConfTree treeOf(ConfLines lines);

} // namespace tandem::keepalived
