// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/maxscalefiles.h"

namespace tandem::generate {

std::string maxscaleDropIn()
{
    return "# Starts MaxScale passive: it becomes active only when this host owns the VIP.\n"
           "# A `passive` in the [maxscale] section, or in what MaxScale saved of it, wins over this.\n"
           "[Service]\n"
           "ExecStart=\n"
           "ExecStart=/usr/bin/maxscale --passive\n";
}

std::string maxscaleSnippet(const config::Node &node)
{
    return "# Into each service of MaxScale on " + node.name +
           ": clients see which node they are on.\n"
           "version_string=" +
           node.versionString + "\n";
}

} // namespace tandem::generate
