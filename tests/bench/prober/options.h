// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/ipaddress.h"
#include "base/result.h"
#include <cstdint>
#include <string>
#include <vector>

namespace tandem::bench {

struct Options
{
    IpAddress target;
    std::uint16_t port = 0;
    Duration interval{std::chrono::milliseconds(2)};
    Duration timeout{std::chrono::milliseconds(50)};
    std::string print; ///< not empty: print this (help, version) and end
};

/// Without the program's name.
Result<Options> parseOptions(const std::vector<std::string> &arguments);

} // namespace tandem::bench
