// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace tandem::generate {

/// One file to be written.
struct File
{
    std::string path; ///< relative, below the output directory
    std::uint16_t mode = 0644;
    std::string bytes;

    bool isSecret() const { return mode == 0600; } ///< never shown
    bool operator==(const File &) const = default;
};

} // namespace tandem::generate
