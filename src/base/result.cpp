// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"

namespace tandem {

std::string describe(const Error &error)
{
    std::string line = error.place.empty() ? error.text : error.place + ": " + error.text;
    if (!error.fix.empty())
        line += "; " + error.fix;
    return line;
}

} // namespace tandem
