// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "generate/file.h"

#include <string>
#include <vector>

namespace tandem::generate {

/// Where generated files go. Nothing half is left behind: a new directory appears whole or not at all, a file that is
/// replaced is the old one or the new one.
class OutputDirectory
{
public:
    explicit OutputDirectory(std::string path);

    const std::string &path() const { return m_path; }
    /// Makes it. Refused: there is something in it already. BadFile: what the system says.
    Result<void> create(const std::vector<File> &files) const;
    /// Writes into it what is new or differs. What else is there stays.
    Result<void> replace(const std::vector<File> &files) const;
    /// Paths of regular files in it, relative and in their order, that are none of `files`.
    Result<std::vector<std::string>> others(const std::vector<File> &files) const;

private:
    std::string m_path;
};

} // namespace tandem::generate
