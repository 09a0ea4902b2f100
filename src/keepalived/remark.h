// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace tandem::keepalived {

/// A line of a configuration that may stand in several files.
struct Place
{
    std::uint32_t file = 0; ///< index of Conf::files
    std::uint32_t line = 1; ///< from 1
    auto operator<=>(const Place &) const = default;
};

enum class RemarkKind : std::uint8_t {
    Changed,    ///< carried over, but not as it is written
    NoEffect,   ///< not carried over: it would do nothing here
    NotCarried, ///< not carried over: Tandem does not do this
    Skipped,    ///< for another configuration id: nobody reads it
    Unknown,    ///< Keepalived does not know it either
    Wrong,      ///< Keepalived ignores it, or takes something else for it
    Differs,    ///< the nodes' files disagree
    Missing,    ///< a cluster needs it, and no file says it
    Refused,    ///< Keepalived does not start with this
};
std::string_view nameOf(RemarkKind kind); ///< "changed", "no-effect", …
/// Whether the cluster file is not the same site without somebody's doing.
bool isError(RemarkKind kind);

/// What is to be said of a directive.
struct Remark
{
    RemarkKind kind = RemarkKind::NotCarried;
    Place at;
    std::uint32_t lastLine = 1; ///< of a block that is meant as a whole; else at.line
    std::string text;           ///< in one sentence without a full stop
    std::string fix;            ///< what to do; may be empty
};

} // namespace tandem::keepalived
