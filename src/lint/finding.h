// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/mistakes.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::lint {

enum class Severity : std::uint8_t { Note, Warning, Error };
std::string_view nameOf(Severity severity); ///< "note", "warning", "error"

/// What is wrong at one place of a file.
struct Finding
{
    std::string code; ///< "TND003": stable, with a page in resources/help
    Severity severity = Severity::Warning;
    config::Position at;
    std::string text; ///< what, in one sentence without a full stop
    std::string why;
    std::string fix;
    std::vector<std::string> timeline; ///< of a counterexample; may be empty
    std::string file;                  ///< empty: the one that was named; else one that it includes
};

} // namespace tandem::lint
