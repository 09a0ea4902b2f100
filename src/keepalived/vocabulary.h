// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keepalived/remark.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tandem::keepalived {

/// Where a keyword stands.
enum class BlockKind : std::uint8_t { Top, Global, Script, Process, File, Group, Instance };

/// What becomes of a keyword that is not carried over: NoEffect or NotCarried, with the reason and what to do.
struct Fate
{
    RemarkKind kind;
    std::string_view why;
    std::string_view fix;
};

/// keepalived.conf(5) of Keepalived 2.2.7, and the words of 1.x that it still takes. Nothing: it is carried over, or
/// nobody knows it.
std::optional<Fate> fateOf(BlockKind block, std::string_view keyword);

/// Whether a configuration can begin with this word.
bool isTopKeyword(std::string_view word);

/// A known keyword of the block that looks like this one; empty where none does.
std::string_view similarKeyword(BlockKind block, std::string_view keyword);

} // namespace tandem::keepalived
