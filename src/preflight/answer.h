// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tandem::preflight {

/// In the order in which a person should look: the last one is the worst.
enum class Outcome : std::uint8_t { Fine, NotKnown, Note, Warning, Error };
std::string_view nameOf(Outcome outcome); ///< "fine", "not-known", "note", "warning", "error"

/// What came of a question, about one node or all.
struct Answer
{
    std::string code; ///< "PRE004": stable
    Outcome outcome = Outcome::Fine;
    std::string node; ///< empty: of the whole cluster
    std::string text; ///< one sentence without a full stop
    std::string why;  ///< empty where it is fine
    std::string fix;

    bool operator==(const Answer &) const = default;
};

} // namespace tandem::preflight
