// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tandem::architecture {

struct SourceFile
{
    std::string path; ///< from the top level: "src/base/result.h"
    std::string text;
};

/// What a file holds; nothing if there is none.
std::string textOf(const std::string &path);

/// Every .h and .cpp below `folders`, in the order of their paths.
std::vector<SourceFile> sourceFiles(const std::string &top, const std::vector<std::string> &folders);

/// Every file below `folders` that is a script: .sh, .py, or with a `#!` line.
std::vector<SourceFile> scriptFiles(const std::string &top, const std::vector<std::string> &folders);

std::size_t lineCount(std::string_view text);

/// Functions longer than `most` lines: the line on which their body opens. Goes by .clang-format, which puts the brace
/// of a function, and the one that closes it, alone on a line.
std::vector<int> longFunctions(std::string_view text, int most);

/// The licence stands on the first line, or on the second after `#!`.
bool hasLicenceLine(std::string_view text);

} // namespace tandem::architecture
