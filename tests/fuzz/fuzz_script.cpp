// SPDX-License-Identifier: GPL-3.0-or-later
// A script of anybody: its findings, each at a place that the text has.
#include "lint/scriptrule.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const auto lines = static_cast<std::uint32_t>(std::ranges::count(text, '\n')) + 1;
    for (const auto &finding : tandem::lint::lintScript(text, 0777)) {
        if (finding.at.line < 1 || finding.at.line > lines || finding.at.column < 1)
            std::abort();
    }
    return 0;
}
