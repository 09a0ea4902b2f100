// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <string>

namespace tandem::engine {

/// tandemd's command line.
struct Options
{
    enum class Act { Run, Check, Release, Version, Help };
    Act act = Act::Run;
    std::string cluster = "/etc/tandem/cluster.toml";
    std::string node; ///< empty: the one whose address is local
    std::string runDir = "/run/tandem";
    std::string stateDir = "/var/lib/tandem";
    bool withAgent = false;
};

/// Usage errors name the option.
Result<Options> parseOptions(int argc, char *const *argv);
const char *helpText();

} // namespace tandem::engine
