// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace tandem::agent {

/// What an admin asks of a host about another cluster file (SPEC.md, Roll-out); his right to it is checked.
struct FileRequest
{
    enum class Kind : std::uint8_t { Offer, Try, Keep, TakeBack };
    Kind kind = Kind::Offer;
    std::string text;             ///< Offer: the file
    std::string was;              ///< Offer: SHA-256 of the file that he takes to be in force
    std::string digest;           ///< else: SHA-256 of the file that he means
    std::int64_t seconds = 0;     ///< Try: how long, without being kept
    std::int64_t holdSeconds = 0; ///< Try: how long what is made anew claims nothing
    std::string askedBy;
};

} // namespace tandem::agent
